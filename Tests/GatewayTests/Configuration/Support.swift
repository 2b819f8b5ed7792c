@testable import Gateway

/// The mistakes of a configuration text, one line each; empty if there are none.
func mistakes(
    in text: String, environment: [String: String] = [:], catalog: Catalog = Catalog()
) -> String {
    do throws(ConfigurationFault) {
        _ = try Configuration.parse(
            text, file: "shop.yaml", environment: environment, catalog: catalog)
        return ""
    } catch {
        return error.description
    }
}

/// A configuration without mistakes, with other text in the place of one of its lines.
func configuration(replacing line: String = "", with other: String = "") -> String {
    let text = """
        listen:
          - address: 127.0.0.1:8080
        admin:
          address: 127.0.0.1:9090
        trusted-proxies: [10.0.0.0/8]
        sites:
          - name: shop
            hosts: [stats.shop.example]
            rules: be-strict
        destinations:
          - name: analytics
            site: shop
            vendor: google-analytics-4
            upstream: https://region1.google-analytics.com
        """
    return line.isEmpty ? text : text.replacing(line, with: other, maxReplacements: 1)
}

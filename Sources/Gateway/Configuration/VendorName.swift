/// The vendors that the product speaks of, whether or not their field map is written yet.
enum VendorName {
    /// Settled names; what a shop writes into its configuration never changes.
    static let settled = [
        "google-analytics-4", "google-measurement-protocol", "universal-analytics", "google-tag",
        "meta-pixel", "meta-conversions-api", "hotjar", "mailchimp", "sentry", "userreport",
        "getsitecontrol", "webwinkelkeur", "matomo", "piwik-pro", "plausible", "umami",
        "goatcounter",
        "snowplow", "posthog", "segment", "tiktok-pixel", "pinterest-tag", "microsoft-uet",
        "microsoft-clarity", "shopify-monorail", "generic",
    ]
}

-- The load for wrk: `wrk … -s ga4-hits.lua URL -- METHOD PATH hit|bare`.
--
-- "hit" sends the query of a Google Analytics 4 page view or purchase, about 900 bytes, as a browser
-- sends it; "bare" sends no query. Every value is invented: documentation names, round numbers.
-- The requests are built once, before the clock starts, because a string formatted per request
-- would measure Lua. There are several hundred, so that a server that remembers the last one gains
-- nothing.

local variants = 512
local prepared = {}
local position = 0

local pages = {
    "%2F", "%2Fnl%2Fzeep%2F", "%2Fnl%2Fzeep%2Folijf-en-laurier", "%2Fnl%2Fzeep%2Flavendel-blok-100g",
    "%2Ffr%2Fsavons%2Fmarseille", "%2Fnl%2Fwinkelmand", "%2Fnl%2Fzoeken%3Fq%3Dhavermelk", "%2Fnl%2Fbedankt",
}
local titles = {
    "Zeepwinkel", "Alle%20zepen", "Olijf%20en%20laurier%20%7C%20Zeepwinkel", "Lavendel%20blok",
    "Savon%20de%20Marseille", "Winkelmand", "Zoeken", "Bedankt%20voor%20je%20bestelling",
}
local agents = {
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/134.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_3_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (X11; Linux x86_64; rv:136.0) Gecko/20100101 Firefox/136.0",
    "Mozilla/5.0 (Linux; Android 14; SM-A546B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/133.0.6943.137 Mobile Safari/537.36",
}

-- One hit: protocol, consent, visitor, device, page, commerce.
local function query(number)
    local page = number % #pages + 1
    local clock = 1719830000 + number * 7
    local parts = {
        "v=2&tid=G-TEST000001&gtm=45je4xx0v9100000000za200",
        "&_p=", clock, "000",
        "&gcs=G111&gcd=13n3n3n3n5&npa=0&dma=1&dma_cps=syphamo",
        "&cid=", 111111111 + number * 7919, ".1700000000",
        "&ul=nl-be&sr=1920x1080&uaa=x86&uab=64",
        "&uafvl=Chromium%3B134.0.6998.89%7CNot%253AA-Brand%3B24.0.0.0%7CGoogle%2520Chrome%3B134.0.6998.89",
        "&uamb=0&uam=&uap=Windows&uapv=15.0.0&uaw=0&are=1&pae=1&frm=0&pscdl=noapi",
        "&tag_exp=101509157~102015666~103116026~103200004&_s=", number % 9 + 1,
        "&sid=", clock - 11, "&sct=", number % 5 + 1, "&seg=1",
        "&dl=https%3A%2F%2Fwww.zeepwinkel.example", pages[page],
        "%3Futm_source%3Dnieuwsbrief%26utm_medium%3Demail%26gclid%3DTEST-", number,
        "&dr=https%3A%2F%2Fzoekmachine.example%2Fsearch%3Fq%3Dolijfzeep&dt=", titles[page],
    }
    if number % 8 == 0 then
        parts[#parts + 1] = "&en=purchase&ep.transaction_id=T-" .. number
            .. "&cu=EUR&epn.value=31.80&epn.shipping=4.95&epn.tax=5.52"
            .. "&pr1=idZP-100~nmOlijf%20en%20laurier~brZeepwinkel~pr13.95~qt2"
    else
        parts[#parts + 1] = "&en=page_view&_ee=1&ep.content_group=zeep&ep.page_type=product"
            .. "&epn.stock=12&up.customer_group=particulier&ep.theme=licht&ep.currency_shown=EUR"
            .. "&ep.page_language=nl&epn.items_shown=24"
    end
    parts[#parts + 1] = "&_et=" .. (number * 13) % 9000 .. "&tfd=" .. 900 + number
    return table.concat(parts)
end

function init(arguments)
    local method, path, kind = arguments[1], arguments[2], arguments[3]
    for number = 1, variants do
        local target = path
        if kind == "hit" then target = path .. "?" .. query(number) end
        prepared[number] = wrk.format(method, target, {
            ["Host"] = "127.0.0.1",
            ["User-Agent"] = agents[number % #agents + 1],
            ["Accept"] = "*/*",
            ["Accept-Language"] = "nl-BE,nl;q=0.9,en;q=0.8",
            ["Referer"] = "https://www.zeepwinkel.example/",
        })
    end
end

function request()
    position = position % variants + 1
    return prepared[position]
end

-- One line for the script: answers, microseconds, answers that were no success, broken connections,
-- p50 and p99 in microseconds.
function done(summary, latency, _)
    local errors = summary.errors
    io.write(string.format("RESULT %d %d %d %d %d %d\n",
        summary.requests, summary.duration, errors.status,
        errors.connect + errors.read + errors.write + errors.timeout,
        latency:percentile(50), latency:percentile(99)))
end

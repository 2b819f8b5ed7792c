// swift-format-ignore-file: user agents stand one to a line, however long.

extension UserAgentCorpus {
    /// Internet Explorer, televisions, consoles, old telephones, crawlers, tools.
    static let others = """
        Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1; .NET CLR 1.1.4322; .NET CLR 2.0.50727; .NET CLR 3.0.4506.2152; .NET CLR 3.5.30729)
        Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1; SLCC2; .NET CLR 2.0.50727; Media Center PC 6.0; .NET4.0C; .NET4.0E; InfoPath.3)
        Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 5.1; .NET CLR 1.1.4322; .NET CLR 2.0.50727; .NET CLR 3.0.4506.2152; .NET CLR 3.5.30729)
        Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 5.1; SLCC2; .NET CLR 2.0.50727; Media Center PC 6.0; .NET4.0C; .NET4.0E; InfoPath.3)
        Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 6.0; .NET CLR 1.1.4322; .NET CLR 2.0.50727; .NET CLR 3.0.4506.2152; .NET CLR 3.5.30729)
        Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 6.0; SLCC2; .NET CLR 2.0.50727; Media Center PC 6.0; .NET4.0C; .NET4.0E; InfoPath.3)
        Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0; .NET CLR 1.1.4322; .NET CLR 2.0.50727; .NET CLR 3.0.4506.2152; .NET CLR 3.5.30729)
        Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0; SLCC2; .NET CLR 2.0.50727; Media Center PC 6.0; .NET4.0C; .NET4.0E; InfoPath.3)
        Mozilla/4.0 (compatible; MSIE 9.0; Windows NT 6.1; Trident/5.0; .NET CLR 1.1.4322; .NET CLR 2.0.50727; .NET CLR 3.0.4506.2152; .NET CLR 3.5.30729)
        Mozilla/4.0 (compatible; MSIE 9.0; Windows NT 6.1; Trident/5.0; SLCC2; .NET CLR 2.0.50727; Media Center PC 6.0; .NET4.0C; .NET4.0E; InfoPath.3)
        Mozilla/4.0 (compatible; MSIE 10.0; Windows NT 6.2; Trident/6.0; .NET CLR 1.1.4322; .NET CLR 2.0.50727; .NET CLR 3.0.4506.2152; .NET CLR 3.5.30729)
        Mozilla/4.0 (compatible; MSIE 10.0; Windows NT 6.2; Trident/6.0; SLCC2; .NET CLR 2.0.50727; Media Center PC 6.0; .NET4.0C; .NET4.0E; InfoPath.3)
        Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko
        Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; .NET4.0C; .NET4.0E; .NET CLR 2.0.50727; .NET CLR 3.0.30729; .NET CLR 3.5.30729; rv:11.0) like Gecko
        Mozilla/5.0 (compatible; MSIE 9.0; Windows Phone OS 7.5; Trident/5.0; IEMobile/9.0)
        Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 6.0; WOW64; GTB6.5; SLCC1; .NET CLR 2.0.50727; .NET CLR 3.0.04506; Media Center PC 5.0; .NET CLR 3.5.21022; AskTbFXTV5/5.9.1.14019)
        Mozilla/4.0 (compatible; MSIE 8.0; AOL 9.5; AOLBuild 4337.43; Windows NT 6.0; Trident/4.0; SLCC1; .NET CLR 2.0.50727; .NET CLR 3.0.30618)
        Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1; SV1; MathPlayer 2.10d; .NET CLR 1.0.3705; .NET CLR 1.1.4322)
        Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/42.0.2311.135 Safari/537.36 Edge/12.246
        Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/64.0.3282.140 Safari/537.36 Edge/18.17763
        Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 5.1; Maxthon 2.0; .NET CLR 2.0.50727; .NET CLR 3.0.4506.30)
        Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 6.1; Trident/4.0; chromeframe/12.0.742.112; .NET CLR 2.0.50727)
        Opera/9.80 (Windows NT 6.1; U; nl) Presto/2.10.229 Version/11.62
        Opera/9.80 (Macintosh; Intel Mac OS X; U; en) Presto/2.2.15 Version/10.00
        Opera/9.60 (Windows NT 6.0; U; en) Presto/2.1.1
        Opera/9.80 (J2ME/MIDP; Opera Mini/7.1.32052/29.3709; U; en) Presto/2.8.119 Version/11.10
        Opera/9.80 (Android; Opera Mini/36.2.2254/119.132; U; id) Presto/2.12.423 Version/12.16
        Opera/9.80 (Linux armv7l; HbbTV/1.1.1 (; Sony; KDL32W650A; PKG3.211EUA; 2013;); ) Presto/2.12.362 Version/12.11
        Opera/8.54 (Windows NT 5.1; U; en)
        Mozilla/5.0 (Linux; Android 7.0; SM-A310F Build/NRD90M) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/55.0.2883.91 Mobile Safari/537.36 OPR/42.7.2246.114996
        Mozilla/5.0 (Linux; Android 10; SM-G970F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/119.0.0.0 Mobile Safari/537.36 OPR/79.5.4195.76840
        Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/117.0.0.0 Safari/537.36 OPR/103.0.0.0 (Edition Yx 05)
        Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/79.0.3945.79 Safari/537.36 WebAppManager
        Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/53.0.2785.34 Safari/537.36 DMOST/1.0.1 (; LGE; webOSTV; WEBOS4.0.0 03.01.00; W4_lm18a;)
        Mozilla/5.0 (SMART-TV; Linux; Tizen 5.0) AppleWebKit/538.1 (KHTML, like Gecko) Version/5.0 NativeTVAds Safari/538.1
        Mozilla/5.0 (SMART-TV; LINUX; Tizen 6.0) AppleWebKit/537.36 (KHTML, like Gecko) 76.0.3809.146/6.0 TV Safari/537.36
        Mozilla/5.0 (Linux; Tizen 2.3; SmartHub; SMART-TV; SmartTV; U; Maple2012) AppleWebKit/538.1+ (KHTML, like Gecko) TV Safari/538.1+
        HbbTV/1.2.1 (;Samsung;SmartTV2015;T-HKMFDEUC-1490.3;;) WebKit
        HbbTV/1.4.1 (;Philips;43PUS7304/12;TPM191E_R.101.001.059.002;;;) CE-HTML/1.0
        Mozilla/5.0 (DTV; TSBNetTV/T3E01CD.0203.DDD) AppleWebKit/536 (KHTML, like Gecko) NX/3.0 (DTV; HTML; R1.0;) DTVNetBrowser/2.2 (000039;T3E01CD;0203;DDD) InettvBrowser/2.2 (000039;T3E01CD;0203;DDD)
        Mozilla/5.0 (Linux; Andr0id 9; BRAVIA 4K UR2 Build/PTT1.190515.001.S38) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/79.0.3945.93 Safari/537.36 OPR/46.0.2207.0 OMI/4.20.3.54.Martell
        Mozilla/5.0 (Linux; Android 9; AFTSSS) AppleWebKit/537.36 (KHTML, like Gecko) Silk/108.4.5 like Chrome/108.0.5359.215 Safari/537.36
        Roku/DVP-9.10 (519.10E04111A)
        Roku4640X/DVP-7.70 (297.70E04154A)
        AppleCoreMedia/1.0.0.20L498 (Apple TV; U; CPU OS 16_3 like Mac OS X; nl_nl)
        AppleTV11,1/11.1
        Mozilla/5.0 (PlayStation 4 3.11) AppleWebKit/537.73 (KHTML, like Gecko)
        Mozilla/5.0 (PlayStation; PlayStation 5/2.26) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.0 Safari/605.1.15
        Mozilla/5.0 (Nintendo Switch; WifiWebAuthApplet) AppleWebKit/601.6 (KHTML, like Gecko) NF/4.0.0.5.10 NintendoBrowser/5.1.0.13343
        Mozilla/5.0 (Nintendo WiiU) AppleWebKit/536.30 (KHTML, like Gecko) NX/3.0.4.2.12 NintendoBrowser/4.3.1.11264.US
        Mozilla/5.0 (Nintendo 3DS; U; ; en) Version/1.7552.EU
        Mozilla/5.0 (Windows NT 10.0; Win64; x64; Xbox; Xbox One) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/58.0.3029.110 Safari/537.36 Edge/16.16299
        Mozilla/5.0 (CrKey armv7l 1.5.16041) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/31.0.1650.0 Safari/537.36
        Mozilla/5.0 (X11; Linux armv7l) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/90.0.4430.225 Safari/537.36 CrKey/1.56.500000 DeviceType/Chromecast
        Mozilla/5.0 (X11; GNU/Linux) AppleWebKit/537.36 (KHTML, like Gecko) Chromium/79.0.3945.130 Chrome/79.0.3945.130 Safari/537.36 Tesla/2021.44.25.2-6a4a5ad0fe1d
        Mozilla/5.0 (PS4 WebMAF) 3.15.1 (com.sony.tv)
        Mozilla/5.0 (Linux; U; Android 2.3.3; en-us; HTC_DesireS_S510e Build/GRI40) AppleWebKit/533.1 (KHTML, like Gecko) Version/4.0 Mobile Safari/533.1
        Mozilla/5.0 (Linux; U; Android 4.0.3; ko-kr; LG-L160L Build/IML74K) AppleWebkit/534.30 (KHTML, like Gecko) Version/4.0 Mobile Safari/534.30
        Mozilla/5.0 (BlackBerry; U; BlackBerry 9900; en) AppleWebKit/534.11+ (KHTML, like Gecko) Version/7.1.0.346 Mobile Safari/534.11+
        Mozilla/5.0 (BB10; Touch) AppleWebKit/537.10+ (KHTML, like Gecko) Version/10.0.9.2372 Mobile Safari/537.10+
        BlackBerry9000/4.6.0.167 Profile/MIDP-2.0 Configuration/CLDC-1.1 VendorID/102
        BlackBerry8320/4.2.2 Profile/MIDP-2.0 Configuration/CLDC-1.1 VendorID/100
        Mozilla/5.0 (SymbianOS/9.2; U; Series60/3.1 NokiaE90-1/210.34.75 Profile/MIDP-2.0 Configuration/CLDC-1.1) AppleWebKit/413 (KHTML, like Gecko) Safari/413
        Nokia6120c/3.70; Profile/MIDP-2.0 Configuration/CLDC-1.1
        SAMSUNG-GT-S8500/S8500XXJEE SHP/VPP/R5 Dolfin/2.0 NexPlayer/3.0 SMM-MMS/1.2.0 profile/MIDP-2.1 configuration/CLDC-1.1 OPN-B
        Mozilla/5.0 (webOS/1.4.5; U; en-US) AppleWebKit/532.2 (KHTML, like Gecko) Version/1.0 Safari/532.2 Pre/1.1
        Mozilla/5.0 (Maemo; Linux armv7l; rv:10.0) Gecko/20100101 Firefox/10.0 Fennec/10.0
        Mozilla/5.0 (Linux; U; en-US) AppleWebKit/528.5+ (KHTML, like Gecko, Safari/528.5+) Version/4.0 Kindle/3.0 (screen 600x800; rotate)
        Mozilla/5.0 (X11; U; Linux armv7l like Android; en-us) AppleWebKit/531.2+ (KHTML, like Gecko) Version/5.0 Safari/533.2+ Kindle/3.0+
        Mozilla/5.0 (Mobile; Nokia_8110_4G; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5
        Dalvik/2.1.0 (Linux; U; Android 13; SM-S918B Build/TP1A.220624.014)
        Dalvik/1.6.0 (Linux; U; Android 4.4.2; GT-I9505 Build/KOT49H)
        Mozilla/5.0 (Windows Phone 10.0; Android 6.0.1; Microsoft; Lumia 950) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/52.0.2743.116 Mobile Safari/537.36 Edge/15.15063
        Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)
        Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/134.0.6998.88 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)
        Googlebot-Image/1.0
        Mediapartners-Google
        AdsBot-Google (+http://www.google.com/adsbot.html)
        Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)
        Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/116.0.1938.76 Safari/537.36
        msnbot/2.0b (+http://search.msn.com/msnbot.htm)
        Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)
        Mozilla/5.0 (compatible; YandexAccessibilityBot/3.0; +http://yandex.com/bots)
        Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)
        DuckDuckBot/1.1; (+http://duckduckgo.com/duckduckbot.html)
        Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)
        Mozilla/5.0 (compatible; SemrushBot/7~bl; +http://www.semrush.com/bot.html)
        Mozilla/5.0 (compatible; MJ12bot/v1.4.8; http://mj12bot.com/)
        Mozilla/5.0 (compatible; DotBot/1.2; +https://opensiteexplorer.org/dotbot; help@moz.com)
        facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)
        facebookcatalog/1.0
        Twitterbot/1.0
        LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)
        WhatsApp/2.23.20.0 A
        WhatsApp/2.2412.1 W
        TelegramBot (like TwitterBot)
        Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)
        Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)
        Pinterest/0.2 (+http://www.pinterest.com/)
        Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.1.1 Safari/605.1.15 (Applebot/0.1; +http://www.apple.com/go/applebot)
        Mozilla/5.0 (compatible; PetalBot;+https://webmaster.petalsearch.com/site/petalbot)
        CCBot/2.0 (https://commoncrawl.org/faq/)
        Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)
        Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; ClaudeBot/1.0; +claudebot@anthropic.com)
        Mozilla/5.0 (compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)
        Pingdom.com_bot_version_1.4_(http://www.pingdom.com/)
        Mozilla/5.0 (Unknown; Linux x86_64) AppleWebKit/538.1 (KHTML, like Gecko) PingdomTMS/0.8.5 Safari/534.34
        Mozilla/5.0 (compatible; archive.org_bot +http://archive.org/details/archive.org_bot)
        Screaming Frog SEO Spider/19.4
        Mozilla/5.0 (compatible; SeznamBot/4.0; +http://napoveda.seznam.cz/seznambot-intro/)
        Sogou web spider/4.0(+http://www.sogou.com/docs/help/webmasters.htm#07)
        Mollie HTTP client/1.0
        Mozilla/5.0 (compatible; coccocbot-web/1.0; +http://help.coccoc.com/searchengine)
        Chrome-Lighthouse
        Mozilla/5.0 (Linux; Android 11; moto g power (2022)) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/109.0.0.0 Mobile Safari/537.36 Chrome-Lighthouse
        curl/7.68.0
        curl/8.5.0
        Wget/1.21.2
        Wget/1.20.3 (linux-gnu)
        python-requests/2.31.0
        Python-urllib/3.11
        Python/3.9 aiohttp/3.8.1
        aiohttp/3.9.1
        python-httpx/0.25.2
        Go-http-client/1.1
        Go-http-client/2.0
        Java/1.8.0_392
        Java/17.0.9
        Apache-HttpClient/4.5.13 (Java/11.0.20.1)
        okhttp/3.12.13
        okhttp/4.12.0
        axios/1.6.2
        node-fetch/1.0 (+https://github.com/bitinn/node-fetch)
        undici
        PostmanRuntime/7.36.0
        insomnia/2023.5.8
        GuzzleHttp/7
        GuzzleHttp/6.5.5 curl/7.58.0 PHP/7.4.33
        WordPress/6.4.2; https://shop.example
        Magento/2.4.6 (Enterprise)
        libwww-perl/6.67
        Ruby
        Faraday v2.7.12
        rest-client/2.1.0 (linux-gnu x86_64) ruby/2.7.6p219
        Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.5422; Pro)
        Microsoft Office Word 2014
        Microsoft-WebDAV-MiniRedir/10.0.19045
        Microsoft-CryptoAPI/10.0
        Microsoft BITS/7.8
        Outlook-iOS/723.4027091.prod.iphone (4.28.0)
        Windows-Update-Agent/10.0.10011.16384 Client-Protocol/2.50
        CFNetwork/1408.0.4 Darwin/22.5.0
        MobileSafari/8613.3.9.0.16 CFNetwork/1402.0.8 Darwin/22.2.0
        NetworkingExtension/8612.3.6.0.9 Network/2811.63.5 iOS/15.2.1
        iTunes/12.12.4 (Macintosh; OS X 12.5.1) AppleWebKit/613.3.9.1.5
        Spotify/8.8.38.509 Android/33 (SM-S918B)
        Spotify/1.1.99.878 Win32/0 (PC laptop)
        VLC/3.0.20 LibVLC/3.0.20
        Lavf/58.76.100
        Kodi/20.2 (Windows NT 10.0.19045; Win64; x64) App_Bitness/64 Version/20.2-(20.2.0)-Git:20230629-5f418d0b13
        stagefright/1.2 (Linux;Android 10)
        ExoPlayerDemo/2.18.1 (Linux; Android 13) ExoPlayerLib/2.18.1
        Overcast/3.0 (+http://overcast.fm/; iOS podcast app)
        PodcastAddict/v5 (+https://podcastaddict.com/; Android podcast app)
        TuneIn Radio/27.2.0; iPhone14,5; iOS/17.1.2
        bol.com/9.34.0 (Android 13; SM-S918B)
        ShopifyMobile/Android/9.130.0 (Build 13001 on Android 13)
        Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Teams/1.6.00.26474 Chrome/102.0.5005.167 Electron/19.1.8 Safari/537.36
        Mozilla/5.0 (Windows NT 10.0; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Slack/4.35.126 Chrome/118.0.5993.54 Electron/27.0.0 Safari/537.36 Sonic Slack_SSB/4.35.126
        Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Postman/10.20.0 Chrome/100.0.4896.160 Electron/18.3.5 Safari/537.36
        Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Code/1.85.1 Chrome/114.0.5735.289 Electron/25.9.7 Safari/537.36
        Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) QtWebEngine/5.15.2 Chrome/83.0.4103.122 Safari/537.36
        Mozilla/5.0 (X11; Fedora; Linux x86_64) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.0 Safari/605.1.15 Epiphany/605.1.15
        Mozilla/5.0 (X11; Linux) AppleWebKit/538.15 (KHTML, like Gecko) Chrome/46.0.2490.86 Safari/538.15 midori/0.5.11
        Mozilla/5.0 (compatible; Konqueror/4.14; Linux 3.13.0-24-generic) KHTML/4.14.2 (like Gecko)
        Links (2.29; Linux 6.5.0-14-generic x86_64; GNU C 13.2; text)
        Lynx/2.8.9rel.1 libwww-FM/2.14 SSL-MM/1.4.1 GNUTLS/3.7.1
        w3m/0.5.3+git20230121
        ELinks/0.13.2 (textmode; Linux 5.15.0 x86_64; 80x24-2)
        NetSurf/3.10 (Linux)
        Dillo/3.0.5
        Mozilla/5.0 (Windows NT 6.1) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/41.0.2228.0 Safari/537.36
        Mozilla/5.0 (Windows NT 5.1) AppleWebKit/534.30 (KHTML, like Gecko) Iron/12.0.750.0 Chrome/12.0.750.0 Safari/534.30
        Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/27.0.1453.93 Safari/537.36 CoolNovo/2.0.9.20
        Mozilla/5.0 (Windows; U; Windows NT 5.1; en-US) AppleWebKit/525.13 (KHTML, like Gecko) Chrome/0.2.149.27 Safari/525.13
        Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/30.0.1599.12785 YaBrowser/13.12.1599.12785 Safari/537.36
        Mozilla/5.0 (Linux; Android 11; Quest 2) AppleWebKit/537.36 (KHTML, like Gecko) OculusBrowser/24.4.0.22.60.426469926 SamsungBrowser/4.0 Chrome/106.0.5249.181 VR Safari/537.36
        """
}

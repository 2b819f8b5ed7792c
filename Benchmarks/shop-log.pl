#!/usr/bin/env perl
# Writes an access log in the combined format: `shop-log.pl LINES`, or `shop-log.pl 500M` for a length.
# The same lines every time.
#
# It looks like the log of a small shop in Belgium and the Netherlands: few pages and clients make
# most of the traffic (Zipf), a quarter of the clients speak IPv6, one line in three has a query
# string, bots and images are in it, pages send their visitors on, and browsers come in some 2,000
# versions. No stretch of lines is there twice. All addresses and names are made up: no real visitor has ever
# been near this file. Addresses are spread over the whole unicast space, because a log with three
# documentation networks would be kinder to caches and compressors than a real one.
use strict;
use warnings;
use integer;

my $wanted = shift // 80_000;
my $bytes = $wanted =~ /^(\d+)M$/ ? $1 * 1_000_000 : 0;
srand 42;    # perl brings its own generator, so that every machine draws the same

# Draws from a list, the first entry most often: entry k weighs 1/(k+1).
sub zipf {
    my ($count) = @_;
    no integer;
    my $drawn = int(exp(rand() * log($count + 1))) - 1;
    return $drawn < $count ? $drawn : $count - 1;
}

my @clients = map {
    int(rand 4) == 0
        ? sprintf('2a02:%x:%x:%x:%x:%x:%x:%x', 0xa00 + int(rand 0x600), map { 1 + int(rand 0xfffe) } 1 .. 6)
        : join('.', 11 + int(rand 180), map { 1 + int(rand 254) } 1 .. 3)
} 1 .. 6000;

my @pages = (
    '/', '/nl/', '/fr/', '/nl/zeep/', '/nl/zeep/olijf-en-laurier', '/nl/winkelmand', '/nl/afrekenen',
    '/fr/savons/', '/fr/panier', '/nl/zeep/lavendel-blok-100g', '/nl/klantenservice/retour',
    '/nl/account/login', '/nl/blog/zeep-zonder-palmolie', '/en/delivery', '/de/versand',
    (map { "/nl/product/$_-" . ('havermelk', 'citroengras', 'zeezout', 'geitenmelk')[$_ % 4] } 1001 .. 1400),
    (map { "/fr/produit/$_-savon-de-marseille" } 2001 .. 2200),
);
my @assets = (
    '/assets/shop.8f3c1d.css', '/assets/shop.51b7aa.js', '/favicon.ico', '/media/logo.svg',
    (map { "/media/catalog/product/z/e/zeep-$_.webp" } 1 .. 300),
);
my @queries = (
    sub { '?utm_source=nieuwsbrief&utm_medium=email&utm_campaign=herfst' },
    sub { '?gclid=TEST' . join('', map { ('A' .. 'Z', 'a' .. 'z', 0 .. 9)[int rand 62] } 1 .. 40) },
    sub { '?q=' . ('olijfzeep', 'shampoo+bar', 'savon%20noir', 'zeep%20zonder%20parfum')[int rand 4] },
    sub { '?page=' . (1 + int rand 9) . '&sort=prijs' },
    sub { '?fbclid=IwTEST' . join('', map { ('a' .. 'z', 0 .. 9)[int rand 36] } 1 .. 50) },
    sub { '?email=klant' . int(rand 5000) . '%40voorbeeld.example&order=' . (100000 + int rand 90000) },
);
my @referrers = (
    '-', 'https://www.zeepwinkel.example/', 'https://www.zeepwinkel.example/nl/zeep/',
    'https://zoekmachine.example/search?q=natuurlijke+zeep+kopen', 'https://www.zeepwinkel.example/nl/winkelmand',
    'https://sociaal.example/l.php?u=https%3A%2F%2Fwww.zeepwinkel.example%2F&h=AT0TEST',
    'https://www.vergelijk.example/zeep?sessie=8c1f0a77', 'android-app://zoekmachine.example/',
);
my @models = map { ('SM-A', 'SM-G', 'SM-S', 'Pixel ', 'Redmi Note ', 'CPH', 'M210', 'moto g')[$_ % 8] . (5 + $_ * 7) } 1 .. 90;
my $webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)';
my $apple = 'AppleWebKit/605.1.15 (KHTML, like Gecko)';
my $windows = 'Windows NT 10.0; Win64; x64';
my @systems = ($windows, 'X11; Linux x86_64', 'X11; Ubuntu; Linux x86_64', 'Macintosh; Intel Mac OS X 10.15');
# Each makes the user agent of its n-th version, the newest first.
my @browsers = (
    sub { my $v = 18 - $_[0] / 7 % 6; my $m = 6 - $_[0] % 7; "Mozilla/5.0 (iPhone; CPU iPhone OS ${v}_$m like Mac OS X) $apple Version/$v.$m Mobile/15E148 Safari/604.1" },
    sub { my $v = 134 - $_[0] % 40; "Mozilla/5.0 ($windows) $webkit Chrome/$v.0.0.0 Safari/537.36" },
    sub { my $v = 134 - $_[0] % 40; "Mozilla/5.0 (Linux; Android 10; K) $webkit Chrome/$v.0.0.0 Mobile Safari/537.36" },
    sub { my $v = 18 - $_[0] / 7 % 6; my $m = 6 - $_[0] % 7; "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) $apple Version/$v.$m Safari/605.1.15" },
    sub { my $v = 136 - $_[0] / 4; my $system = $systems[$_[0] % 4]; "Mozilla/5.0 ($system; rv:$v.0) Gecko/20100101 Firefox/$v.0" },
    sub { ('Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)', 'curl/8.5.0', '-')[$_[0] % 4] },
    sub { my $v = 134 - $_[0] / 6; my $n = 2900 + $_[0] * 37 % 400; my $m = 40 + $_[0] * 13 % 90; "Mozilla/5.0 ($windows) $webkit Chrome/$v.0.0.0 Safari/537.36 Edg/$v.0.$n.$m" },
    sub { my $v = 27 - $_[0] / 30; my $c = 125 - $_[0] / 12; my $system = 15 - $_[0] % 6; "Mozilla/5.0 (Linux; Android $system; $models[$_[0] % 90]) $webkit SamsungBrowser/$v.0 Chrome/$c.0.0.0 Mobile Safari/537.36" },
    sub { my $v = 134 - $_[0] / 9; my $n = 6000 + $_[0] * 53 % 998; my $m = 20 + $_[0] * 17 % 200; my $system = 15 - $_[0] % 8; "Mozilla/5.0 (Linux; Android $system; $models[$_[0] % 90]) $webkit Chrome/$v.0.$n.$m Mobile Safari/537.36" },
);
my %seen;
my @agents = grep { !$seen{$_}++ } map { my $n = $_; map { $_->($n) } @browsers } 0 .. 399;
my @months = qw(Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec);

my $clock = 0;    # seconds since 1 March 2025, 00:00
my $written = 0;
for (my $line = 1; $bytes ? $written < $bytes : $line <= $wanted; $line++) {
    $clock += int rand 3;
    my $day = $clock / 86_400;
    my $stamp = sprintf '%02d/%s/2025:%02d:%02d:%02d +0100', 1 + $day % 28, $months[2 + $day / 28 % 9],
        $clock / 3600 % 24, $clock / 60 % 60, $clock % 60;
    my $isAsset = rand() < 0.45;
    my $path = $isAsset ? $assets[zipf(scalar @assets)] : $pages[zipf(scalar @pages)];
    $path .= $queries[zipf(scalar @queries)]->() if !$isAsset && int(rand 10) < 6;
    my $method = !$isAsset && int(rand 25) == 0 ? 'POST' : 'GET';
    my $status = (200, 200, 200, 200, 200, 200, 304, 301, 404, 200)[int rand 10];
    my $user = int(rand 200) == 0 ? 'klant' . int rand 400 : '-';
    # Images come from a page, pages often from another one.
    my $referrer = $isAsset || int(rand 10) < 4
        ? 'https://www.zeepwinkel.example' . $pages[zipf(scalar @pages)]
        : $referrers[zipf(scalar @referrers)];
    my $text = sprintf qq{%s - %s [%s] "%s %s HTTP/%s" %d %s "%s" "%s"\n},
        $clients[zipf(scalar @clients)], $user, $stamp, $method, $path,
        int(rand 3) ? '2.0' : '1.1', $status, $status == 304 ? '-' : 180 + int rand 48_000,
        $referrer, $agents[zipf(scalar @agents)];
    $written += length $text;
    print $text;
}

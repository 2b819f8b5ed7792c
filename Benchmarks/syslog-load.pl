#!/usr/bin/env perl
# Sends access lines as syslog messages: syslog-load.pl udp|tcp|tcp-counted PORT RATE SECONDS
#
# The lines are those of shop-log.pl, each behind a head of RFC 3164. RATE is messages a second, 0 is as
# fast as the other side takes them. Prints the number of messages sent and the seconds it took.
use strict;
use warnings;
use Socket;
use Time::HiRes qw(time sleep);

@ARGV == 4 or die "usage: syslog-load.pl udp|tcp|tcp-counted PORT RATE SECONDS\n";
my ($kind, $port, $rate, $seconds) = @ARGV;

my $folder = $0 =~ s{[^/]*$}{}r;
open my $log, '-|', "perl ${folder}shop-log.pl 20000" or die $!;
my @messages;
while (<$log>) {
    chomp;
    push @messages, "<134>Jul  1 12:00:00 shop nginx: $_";
}
close $log;
@messages or die "no lines\n";

my $type = $kind eq 'udp' ? SOCK_DGRAM : SOCK_STREAM;
socket my $socket, PF_INET, $type, 0 or die $!;
connect $socket, sockaddr_in($port, INADDR_LOOPBACK) or die $!;

# What is sent with one call, and between two looks at the clock: a datagram each, or a piece of stream.
my $step = $kind eq 'udp' ? 20 : 100;
my @pieces;
if ($kind eq 'udp') {
    @pieces = map { [ @messages[ $_ * $step .. $_ * $step + $step - 1 ] ] } 0 .. @messages / $step - 1;
} else {
    for my $piece (0 .. @messages / $step - 1) {
        my @some = @messages[ $piece * $step .. $piece * $step + $step - 1 ];
        push @pieces, [ join '', map { $kind eq 'tcp' ? "$_\n" : length($_) . " $_" } @some ];
    }
}
my $began = time;
my ($sent, $failed, $next) = (0, 0, 0);
while (1) {
    my $now = time - $began;
    last if $now >= $seconds;
    if ($rate && $sent >= $rate * $now) {
        sleep 0.001;
        next;
    }
    for (@{ $pieces[$next] }) {
        my $first = 0;
        while ($first < length) {
            my $count = syswrite $socket, $_, length() - $first, $first;
            if (!defined $count) { $failed++; last }
            $first += $count;
        }
    }
    $sent += $step;
    $next = ($next + 1) % @pieces;
}
printf "sent %d\nfailed %d\nseconds %.2f\n", $sent, $failed, time - $began;

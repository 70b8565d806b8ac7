package io.throughline.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Which hosts no other machine reaches. */
final class Loopback {
    private static final Pattern IPV4 = Pattern.compile("127(\\.(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])){3}");

    private Loopback() {}

    /** Returns whether {@code host} is {@code localhost} or a loopback address. Asks no name server: any other name is none. */
    static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost") || IPV4.matcher(host).matches() || isIpv6Loopback(host);
    }

    private static boolean isIpv6Loopback(String host) {
        if (host.indexOf(':') < 0) {
            return false;
        }
        try {
            // in brackets it is an address or an exception, never a look-up
            String literal = host.startsWith("[") ? host : "[" + host + "]";
            return InetAddress.getByName(literal).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}

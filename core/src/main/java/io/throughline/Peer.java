package io.throughline;

import java.net.InetAddress;

/**
 * Who is at the other end of the connection that a call came by. Absent for a call from inside this process.
 *
 * @param address the address of the connection's other end, whatever headers say
 * @param secure whether the connection is encrypted
 */
public record Peer(InetAddress address, boolean secure) {
    /** Where a mount puts the call's peer. */
    public static final Attributes.Key<Peer> KEY = new Attributes.Key<>("peer", Peer.class);
}

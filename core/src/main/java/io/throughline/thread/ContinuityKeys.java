package io.throughline.thread;

import io.throughline.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Makes the keys of the continuity index. Every tenant's keys are made with a secret of its own, derived from one secret: no id and no history of
 * one tenant gives a key of another. Immutable.
 */
public final class ContinuityKeys {
    private static final byte REFERENCE = 1;
    private static final byte TRACE = 2;
    private static final byte HISTORY = 3;
    private static final byte USER = 4;
    private static final byte TENANT = 5;

    private final ContinuityKey root;
    private final long seed;

    private ContinuityKeys(ContinuityKey root, long seed) {
        this.root = root;
        this.seed = seed;
    }

    /** Makes keys of a secret; nodes that share an index share the secret. */
    public static ContinuityKeys of(Secret secret) {
        ByteBuffer digest = ByteBuffer.wrap(
                Secret.of("throughline continuity\n" + secret.reveal()).sha256());
        ContinuityKey root = new ContinuityKey(digest.getLong(), digest.getLong());
        return new ContinuityKeys(root, digest.getLong() | 1);
    }

    /** Returns the seed of the numbers that histories are known by: secret, and the same on all nodes that share the secret. */
    public long seed() {
        return seed;
    }

    /**
     * Returns the keys of one tenant.
     *
     * @param tenant the tenant
     * @param user the tenant's user, where the call names one: histories of two users are never the same
     */
    public Scope scope(String tenant, Optional<String> user) {
        ContinuityKey own = hash(root, TENANT, tenant);
        return new Scope(own, user.map(name -> hash(own, USER, name)).orElse(own));
    }

    private static ContinuityKey hash(ContinuityKey key, byte kind, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return SipHash.of(
                key, ByteBuffer.allocate(bytes.length + 1).put(kind).put(bytes).array());
    }

    /** The keys of one tenant, and of one of its users where one is known. Immutable. */
    public static final class Scope {
        private final ContinuityKey tenant;
        private final ContinuityKey user;

        private Scope(ContinuityKey tenant, ContinuityKey user) {
            this.tenant = tenant;
            this.user = user;
        }

        /** Returns the key of an id that a provider made. */
        public ContinuityKey reference(String id) {
            return hash(tenant, REFERENCE, id);
        }

        /** Returns the key of a trace, by which its thread is found. */
        public ContinuityKey trace(String traceId) {
            return hash(tenant, TRACE, traceId);
        }

        /** Returns the key of a history. */
        public ContinuityKey history(long fingerprint) {
            return SipHash.of(
                    user,
                    ByteBuffer.allocate(9).put(HISTORY).putLong(fingerprint).array());
        }
    }
}

package io.throughline.mark;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * One key a tenant, derived from one secret: HKDF (RFC 5869) with HMAC-SHA256, the tenant's name in the info. Keeps the keys of some tenants.
 * Thread-safe.
 */
final class SigningKeys {
    private static final String ALGORITHM = "HmacSHA256";
    private static final byte[] SALT = "throughline.signature".getBytes(StandardCharsets.US_ASCII);
    private static final int MOST_KEPT = 1024;

    private final SecretKeySpec root;
    private final ConcurrentMap<String, SecretKeySpec> ofTenants = new ConcurrentHashMap<>();

    SigningKeys(byte[] secret) {
        root = key(mac(key(SALT), secret));
    }

    /** Returns the MAC of the first {@code length} bytes, all 32 bytes of it. */
    byte[] mac(String tenant, byte[] bytes, int length) {
        SecretKeySpec key = ofTenants.get(tenant);
        if (key == null) {
            key = derive(tenant);
            if (ofTenants.size() >= MOST_KEPT) {
                ofTenants.clear();
            }
            ofTenants.put(tenant, key);
        }
        return mac(key, bytes, length);
    }

    private SecretKeySpec derive(String tenant) {
        byte[] name = tenant.getBytes(StandardCharsets.UTF_8);
        byte[] info = Arrays.copyOf(name, name.length + 1);
        info[name.length] = 1; // HKDF's counter of blocks
        return key(mac(root, info));
    }

    private static byte[] mac(SecretKeySpec key, byte[] bytes) {
        return mac(key, bytes, bytes.length);
    }

    private static byte[] mac(SecretKeySpec key, byte[] bytes, int length) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(bytes, 0, length);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has HMAC-SHA256", e);
        }
    }

    private static SecretKeySpec key(byte[] bytes) {
        return new SecretKeySpec(bytes, ALGORITHM);
    }
}

package io.throughline.dialect.converse;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * The encrypted form of reasoning in Converse, {@code redactedContent}. Converse wraps what the issuer issued into base64; here it goes without that
 * wrapping, so that it is the same text that the issuer's own interface tells. Bytes that are no text keep it, marked.
 */
final class RedactedContent {
    private static final String WRAPPED = "base64:";

    private RedactedContent() {}

    /** Returns the encrypted form out of {@code redactedContent}. */
    static String unwrapped(String redactedContent) {
        byte[] issued;
        try {
            issued = Base64.getDecoder().decode(redactedContent);
        } catch (IllegalArgumentException notBase64) {
            return WRAPPED + redactedContent;
        }
        for (byte octet : issued) {
            if (octet < ' ' || octet > '~') {
                return WRAPPED + redactedContent;
            }
        }
        return new String(issued, StandardCharsets.US_ASCII);
    }

    /** Returns {@code redactedContent} for an encrypted form. */
    static String wrapped(String encrypted) {
        return encrypted.startsWith(WRAPPED)
                ? encrypted.substring(WRAPPED.length())
                : Base64.getEncoder().encodeToString(encrypted.getBytes(StandardCharsets.UTF_8));
    }
}

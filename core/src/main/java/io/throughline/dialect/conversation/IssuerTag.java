package io.throughline.dialect.conversation;

import io.throughline.wire.ByteSearch;
import java.util.Arrays;
import java.util.Optional;

/**
 * Marks a signature, or an encrypted form of reasoning, with who issued it, so that it comes back to none but its issuer. Written where a dialect
 * carries what another dialect's provider issued; what the dialect's own provider issued goes unmarked. Form: {@code tl1.<issuer>.<kind>.<value>},
 * kind {@code s} for a signature and {@code e} for an encrypted form.
 *
 * @param issuer who issued it
 * @param encrypted whether it is an encrypted form, not a signature
 * @param value what was issued, unchanged
 */
public record IssuerTag(String issuer, boolean encrypted, String value) {
    /** What every marked value begins with. */
    public static final String PREFIX = "tl1.";

    private static final byte[] PLAIN_START = {'"', 't', 'l', '1', '.'};
    private static final byte[] BASE64_START = {'"', 'd', 'G', 'w', 'x', 'L'};

    /** Returns what a marked value says; empty where it is not marked. */
    public static Optional<IssuerTag> read(String marked) {
        if (!marked.startsWith(PREFIX)) {
            return Optional.empty();
        }
        int issuerEnd = marked.indexOf('.', PREFIX.length());
        boolean whole = issuerEnd > PREFIX.length()
                && issuerEnd + 2 < marked.length()
                && marked.charAt(issuerEnd + 2) == '.'
                && "se".indexOf(marked.charAt(issuerEnd + 1)) >= 0;
        return whole
                ? Optional.of(new IssuerTag(
                        marked.substring(PREFIX.length(), issuerEnd),
                        marked.charAt(issuerEnd + 1) == 'e',
                        marked.substring(issuerEnd + 3)))
                : Optional.empty();
    }

    /**
     * Returns whether a body may hold marked values: then it can't go as it is to a provider that knows nothing of marks, even one that speaks the
     * client's dialect. Looks for the beginning of a JSON string that begins with {@value #PREFIX}, plain or in Base64.
     *
     * @param body the body, JSON in UTF-8
     */
    public static boolean mayBeIn(byte[] body) {
        for (int at = ByteSearch.indexOf(body, '"', 0);
                at >= 0 && at + BASE64_START.length <= body.length;
                at = ByteSearch.indexOf(body, '"', at + 1)) {
            if (isAt(body, at, PLAIN_START) || isAt(body, at, BASE64_START)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAt(byte[] body, int at, byte[] wanted) {
        return Arrays.equals(body, at, at + wanted.length, wanted, 0, wanted.length);
    }

    /** Returns the marked value. */
    public String marked() {
        return PREFIX + issuer + (encrypted ? ".e." : ".s.") + value;
    }
}

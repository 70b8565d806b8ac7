package io.throughline.dialect.gemini;

import io.throughline.dialect.conversation.IssuerTag;
import io.throughline.dialect.conversation.Part;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Thought signatures as Gemini's clients carry them. They are bytes in base64 there, and some clients take them apart; so what another provider
 * issued goes marked, and then in base64.
 */
final class Signatures {
    /** What Gemini takes in place of a signature that nobody has. Source: Gemini's guide to thought signatures. */
    static final String SKIP_VALIDATION = "skip_thought_signature_validator";

    private Signatures() {}

    /** Returns a signature as clients get it. */
    static String toClient(String issuer, String signature) {
        return issuer.equals(GeminiDialect.ISSUER) ? signature : marked(new IssuerTag(issuer, false, signature));
    }

    /** Returns an encrypted form as clients get it. */
    static String encryptedToClient(String issuer, String data) {
        return marked(new IssuerTag(issuer, true, data));
    }

    /** Returns the reasoning that a client gives back. */
    static Part.Reasoning fromClient(String text, String signature) {
        Optional<IssuerTag> tag = IssuerTag.read(decoded(signature));
        if (tag.isEmpty()) {
            return new Part.Reasoning(
                    text, Optional.of(signature), Optional.empty(), Optional.of(GeminiDialect.ISSUER));
        }
        Optional<String> value = Optional.of(tag.get().value());
        Optional<String> none = Optional.empty();
        boolean encrypted = tag.get().encrypted();
        return new Part.Reasoning(
                text,
                encrypted ? none : value,
                encrypted ? value : none,
                Optional.of(tag.get().issuer()));
    }

    private static String marked(IssuerTag tag) {
        return Base64.getEncoder().encodeToString(tag.marked().getBytes(StandardCharsets.UTF_8));
    }

    /** Clients that hold bytes give them back in either alphabet of base64. */
    private static String decoded(String signature) {
        try {
            byte[] bytes =
                    Base64.getDecoder().decode(signature.replace('-', '+').replace('_', '/'));
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}

package io.throughline.dialect.messages;

import io.throughline.dialect.conversation.IssuerTag;
import java.util.Optional;

/**
 * How signatures and encrypted reasoning of an issuer go to the client: Anthropic's own as they are, any other's marked. Where nobody knows the issuer
 * there is nobody to give them back to, and they are left out.
 *
 * @param issuer the issuer, possibly empty
 */
record ReasoningSeal(String issuer) {
    /** Returns what stands before a signature, which may come in pieces; empty where it is to be left out. */
    Optional<String> beforeSignature() {
        if (isOwn()) {
            return Optional.of("");
        }
        return issuer.isEmpty() ? Optional.empty() : Optional.of(new IssuerTag(issuer, false, "").marked());
    }

    /** Returns an encrypted form as {@code redacted_thinking} holds it. */
    Optional<String> redacted(String data) {
        return isOwn() ? Optional.of(data) : asSignature(data);
    }

    /** Returns an encrypted form as it stands in the place of a signature, by the thoughts that can be seen. */
    Optional<String> asSignature(String data) {
        return issuer.isEmpty() ? Optional.empty() : Optional.of(new IssuerTag(issuer, true, data).marked());
    }

    private boolean isOwn() {
        return issuer.equals(MessagesDialect.ISSUER);
    }
}

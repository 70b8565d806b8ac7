package io.throughline.mark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.throughline.Secret;
import io.throughline.thread.Uuid7;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is signed comes back to the same tenant, and nothing else is taken for a signature. */
class InvisibleSignatureTest {
    private static final int FORGERIES = 250_000;

    private final InvisibleSignature signatures = new InvisibleSignature(Secret.of("a secret"));

    @Test
    void idsComeBack() {
        for (SignedIds ids : List.of(
                same(Uuid7.next()),
                new SignedIds(Uuid7.next(), Uuid7.next()),
                new SignedIds(Uuid7.next(), "session-123"),
                new SignedIds("a", Uuid7.next()),
                new SignedIds("-", "z".repeat(128)),
                new SignedIds("z".repeat(128), "-".repeat(128)),
                same("-".repeat(128)),
                same("0123456789.ABCDEFGHIJKLMNOPQRSTUVWXYZ:abcdefghijklmnopqrstuvwxyz_-"),
                same("0190163D-8694-739B-AEA5-966C26F8AD91"),
                same("1-2-3-4-5"))) {
            assertThat(signatures.verify("acme", signatures.sign("acme", ids))).contains(ids);
        }
    }

    @Test
    void aUuidTakesTwentySevenCharacters() {
        String text = signatures.sign("acme", same(Uuid7.next()));
        assertThat(text.codePointCount(0, text.length())).isEqualTo(27);
    }

    @Test
    void anotherTenantOrSecretVerifiesNothing() {
        String text = signatures.sign("acme", same(Uuid7.next()));
        assertThat(signatures.verify("acme2", text)).isEmpty();
        assertThat(signatures.verify("", text)).isEmpty();
        assertThat(new InvisibleSignature(Secret.of("")).verify("acme", text)).isEmpty();
    }

    @Test
    void whatIsNoIdIsNotSigned() {
        for (String id : List.of("", "a b", "é", "x\r\n", "x".repeat(129))) {
            assertThatIllegalArgumentException().isThrownBy(() -> signatures.sign("acme", same(id)));
            assertThatIllegalArgumentException().isThrownBy(() -> signatures.sign("acme", new SignedIds("good", id)));
        }
    }

    @Test
    void otherTextsAreNone() {
        String text = signatures.sign("acme", same(Uuid7.next()));
        for (String other : List.of("", "Hello", text + "x", "x" + text, text + text, "\u2063", "\u2063\uFE0F")) {
            assertThat(signatures.verify("acme", other)).isEmpty();
        }
    }

    @Test
    void ofAMillionForgeriesNoneIsTaken() {
        Random random = new Random(7);
        int accepted = 0;
        for (int i = 0; i < FORGERIES; i++) {
            SignedIds ids = i % 2 == 0 ? same(Uuid7.next()) : new SignedIds("run-" + i, Uuid7.next());
            String good = signatures.sign("acme", ids);
            byte[] bytes = bytes(good);
            byte[] invented = new byte[bytes.length];
            random.nextBytes(invented);
            System.arraycopy(bytes, 0, invented, 0, bytes.length - 9); // the right form, another MAC
            invented[invented.length - 1] = (byte) Crc8.of(invented, invented.length - 1);
            byte[] flipped = bytes.clone();
            int bit = random.nextInt(bytes.length * 8);
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            byte[] truncated = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            accepted += accepts("acme", invented) + accepts("acme", flipped) + accepts("acme", truncated);
            accepted += accepts("other", bytes);
        }
        assertThat(accepted).isZero();
    }

    private int accepts(String tenant, byte[] block) {
        return signatures.verify(tenant, Selectors.block(block)).isPresent() ? 1 : 0;
    }

    private static byte[] bytes(String block) {
        byte[] bytes = new byte[block.codePointCount(0, block.length()) - 1];
        int[] points = block.codePoints().skip(1).toArray();
        for (int i = 0; i < points.length; i++) {
            bytes[i] = (byte) Selectors.value(points[i]);
        }
        return bytes;
    }

    private static SignedIds same(String id) {
        return new SignedIds(id, id);
    }
}

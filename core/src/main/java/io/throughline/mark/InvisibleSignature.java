package io.throughline.mark;

import io.throughline.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Makes and verifies the invisible text that carries a trace through a stateless client's history. Bound to a tenant by a MAC of 64 bits.
 * {@code docs/signatures.md} has the format, its reasons and vectors. Thread-safe.
 */
public final class InvisibleSignature {
    /** The most bytes that a block holds. */
    static final int MOST_BYTES = 2 + 2 * PackedId.MOST + 8;

    private static final int VERSION = 1;
    private static final int MAC_BYTES = 8;
    private static final int THREAD_IS_TRACE = 0;
    private static final int THREAD_FORMS = 2;

    private final SigningKeys keys;

    /**
     * Makes signatures of one secret.
     *
     * @param secret of any length; who has it can sign
     */
    public InvisibleSignature(Secret secret) {
        keys = new SigningKeys(secret.reveal().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns the invisible text of some ids, for the end of an assistant's text.
     *
     * @param tenant whose ids they are
     * @param ids ids of 1 to 128 characters of {@code [A-Za-z0-9._:-]}; others are refused with an {@link IllegalArgumentException}
     */
    public String sign(String tenant, SignedIds ids) {
        if (!PackedId.isId(ids.traceId()) || !PackedId.isId(ids.threadId())) {
            throw new IllegalArgumentException("an id must be 1 to 128 characters of A-Z a-z 0-9 . _ : -");
        }
        boolean same = ids.threadId().equals(ids.traceId());
        ByteBuffer block = ByteBuffer.allocate(MOST_BYTES);
        block.put((byte) header(ids, same));
        PackedId.put(ids.traceId(), block);
        if (!same) {
            PackedId.put(ids.threadId(), block);
        }
        byte[] mac = keys.mac(tenant, block.array(), block.position());
        block.put(mac, 0, MAC_BYTES);
        block.put((byte) Crc8.of(block.array(), block.position()));
        return Selectors.block(Arrays.copyOf(block.array(), block.position()));
    }

    /**
     * Returns the ids of a text that is one signature and nothing else; nothing where it is none, was damaged, forged, or made for another tenant.
     */
    public Optional<SignedIds> verify(String tenant, String text) {
        byte[] json = text.getBytes(StandardCharsets.UTF_8);
        BlockReader block = new BlockReader(json);
        return block.read(0, json.length) && block.end() == json.length
                ? verify(tenant, block.bytes(), block.size())
                : Optional.empty();
    }

    /** Verifies the first {@code size} bytes of a block. */
    Optional<SignedIds> verify(String tenant, byte[] block, int size) {
        if (sizeOf(block, size) != size || Crc8.of(block, size - 1) != (block[size - 1] & 0xff)) {
            return Optional.empty();
        }
        int signed = size - 1 - MAC_BYTES;
        byte[] mac = keys.mac(tenant, block, signed);
        int different = 0;
        for (int i = 0; i < MAC_BYTES; i++) {
            different |= mac[i] ^ block[signed + i];
        }
        return different == 0 ? ids(block, signed) : Optional.empty();
    }

    /** Returns how many bytes a block has by its own word, of {@code size} that are there; -1 where it is of no form that we know. */
    static int sizeOf(byte[] block, int size) {
        if (size < 1 || block[0] >> 4 != VERSION) {
            return -1;
        }
        int form = block[0] & 0xf;
        int thread = form >> 1;
        if (thread > THREAD_FORMS) {
            return -1;
        }
        int length = PackedId.length(traceForm(form), block, 1, size);
        int at = 1 + length;
        if (length > 0 && thread != THREAD_IS_TRACE) {
            length = PackedId.length(threadForm(form), block, at, size);
            at += length;
        }
        int end = at + MAC_BYTES + 1;
        return length > 0 && end <= size ? end : -1;
    }

    private static Optional<SignedIds> ids(byte[] block, int end) {
        int form = block[0] & 0xf;
        int length = PackedId.length(traceForm(form), block, 1, end);
        String trace = PackedId.read(traceForm(form), block, 1, length);
        String thread = form >> 1 == THREAD_IS_TRACE
                ? trace
                : PackedId.read(threadForm(form), block, 1 + length, end - 1 - length);
        return trace == null || thread == null ? Optional.empty() : Optional.of(new SignedIds(trace, thread));
    }

    private static int header(SignedIds ids, boolean same) {
        int thread =
                same ? THREAD_IS_TRACE : 1 + PackedId.formOf(ids.threadId()).code();
        return VERSION << 4 | thread << 1 | PackedId.formOf(ids.traceId()).code();
    }

    private static PackedId.Form traceForm(int form) {
        return PackedId.Form.of(form & 1);
    }

    private static PackedId.Form threadForm(int form) {
        return PackedId.Form.of((form >> 1) - 1);
    }
}

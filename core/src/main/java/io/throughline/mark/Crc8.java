package io.throughline.mark;

/** A checksum of one byte: CRC-8 with the polynomial 0x07, as in SMBus. It tells what was damaged before any key is used. */
final class Crc8 {
    private static final int POLYNOMIAL = 0x07;

    private Crc8() {}

    static int of(byte[] bytes, int length) {
        int sum = 0;
        for (int i = 0; i < length; i++) {
            sum ^= bytes[i] & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                sum = (sum & 0x80) == 0 ? sum << 1 : sum << 1 ^ POLYNOMIAL;
            }
            sum &= 0xff;
        }
        return sum;
    }
}

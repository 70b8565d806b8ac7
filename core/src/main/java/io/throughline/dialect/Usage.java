package io.throughline.dialect;

/**
 * Tokens by bucket. Buckets never overlap: the sum of the input ones is all input, the sum of the output ones is all output, whatever the
 * provider's own convention is. All counts are zero or more.
 *
 * @param input input tokens that no other bucket holds
 * @param cacheRead input tokens read from the provider's prompt cache
 * @param cacheWrite5m input tokens written to the cache for five minutes, or for the provider's only time to live
 * @param cacheWrite1h input tokens written to the cache for an hour
 * @param audioInput input tokens of audio
 * @param image input tokens of images, where the provider itemises them
 * @param output output tokens that no other bucket holds
 * @param reasoning output tokens spent on reasoning
 * @param audioOutput output tokens of audio
 * @param billing what the provider tells of the bill besides
 */
public record Usage(
        long input,
        long cacheRead,
        long cacheWrite5m,
        long cacheWrite1h,
        long audioInput,
        long image,
        long output,
        long reasoning,
        long audioOutput,
        Billing billing) {

    /** Makes counts beside which nothing is told of the bill. */
    public Usage(
            long input,
            long cacheRead,
            long cacheWrite5m,
            long cacheWrite1h,
            long audioInput,
            long image,
            long output,
            long reasoning,
            long audioOutput) {
        this(
                input,
                cacheRead,
                cacheWrite5m,
                cacheWrite1h,
                audioInput,
                image,
                output,
                reasoning,
                audioOutput,
                Billing.NONE);
    }

    /** Returns these counts with what the provider tells of the bill besides. */
    public Usage with(Billing told) {
        return new Usage(
                input, cacheRead, cacheWrite5m, cacheWrite1h, audioInput, image, output, reasoning, audioOutput, told);
    }

    /** Returns these counts with at least so many searches. */
    public Usage searching(long searches) {
        return searches <= billing.searches() ? this : with(new Billing(searches, billing.units(), billing.usd()));
    }

    /** Returns these counts and others, added up; what the provider tells of the bill besides is these ones'. */
    public Usage plus(Usage other) {
        return new Usage(
                input + other.input,
                cacheRead + other.cacheRead,
                cacheWrite5m + other.cacheWrite5m,
                cacheWrite1h + other.cacheWrite1h,
                audioInput + other.audioInput,
                image + other.image,
                output + other.output,
                reasoning + other.reasoning,
                audioOutput + other.audioOutput,
                billing);
    }

    /** Returns all input tokens. */
    public long inputTotal() {
        return input + cacheRead + cacheWrite5m + cacheWrite1h + audioInput + image;
    }

    /** Returns all output tokens. */
    public long outputTotal() {
        return output + reasoning + audioOutput;
    }
}

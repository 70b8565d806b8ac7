package io.throughline.sink.redis;

import io.lettuce.core.RedisCommandExecutionException;
import org.jspecify.annotations.Nullable;

/** Says what went wrong with Redis, without an address, an argument or a password. */
final class Failures {
    private Failures() {}

    static String describe(Throwable failure) {
        Throwable root = failure;
        for (int depth = 0; depth < 16; depth++) {
            if (root instanceof RedisCommandExecutionException refusal) {
                return "Redis refuses: " + code(refusal.getMessage());
            }
            if (root.getCause() == null) {
                break;
            }
            root = root.getCause();
        }
        return root.getClass().getSimpleName();
    }

    /** A Redis error begins with its code in capitals, such as {@code WRONGPASS}; what follows may quote. */
    private static String code(@Nullable String message) {
        String first = message == null ? "" : message.split(" ", 2)[0];
        return first.matches("[A-Z]{2,20}") ? first : "error";
    }
}

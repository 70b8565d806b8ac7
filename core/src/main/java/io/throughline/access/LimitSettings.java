package io.throughline.access;

import io.throughline.Secret;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How limits are held.
 *
 * @param accounts what is limited: keys and tenants
 * @param redis where several nodes count together: {@code redis://} or {@code rediss://}; empty for each node alone
 * @param lease how long a reservation lasts when its node is gone
 * @param onOutage what becomes of budgets while Redis can't be reached
 * @param unknownPrice what is reserved for, and charged to, a call whose price nobody knows
 */
public record LimitSettings(
        List<Account> accounts, Optional<Secret> redis, Duration lease, OnOutage onOutage, BigDecimal unknownPrice) {
    /** Without any limit. */
    public static final LimitSettings NONE = new LimitSettings(
            List.of(), Optional.empty(), Duration.ofSeconds(60), OnOutage.ALLOW, new BigDecimal("0.01"));

    /** Copies the list. */
    public LimitSettings {
        accounts = List.copyOf(accounts);
    }

    /** What becomes of budgets while the place of the counts can't be reached. */
    public enum OnOutage {
        /** Each node lets pass what, as far as it knows, is left. */
        ALLOW,
        /** Calls of who has a budget are refused. */
        REFUSE
    }
}

package io.throughline.access;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which accounts a caller's calls are counted on: that of its key, and that of its tenant. Immutable. */
final class Allowances {
    private final Map<String, Account> keys = new HashMap<>();
    private final Map<String, Account> tenants = new HashMap<>();

    Allowances(List<Account> accounts) {
        for (Account account : accounts) {
            if (account.key().isPresent()) {
                keys.put(account.key().get(), account);
            } else {
                tenants.put(account.tenant(), account);
            }
        }
    }

    List<Account> of(Caller caller) {
        Optional<Account> key =
                caller.key().map(keys::get).filter(account -> account.tenant().equals(caller.tenant()));
        Optional<Account> tenant = Optional.ofNullable(tenants.get(caller.tenant()));
        if (key.isEmpty() && tenant.isEmpty()) {
            return List.of();
        }
        List<Account> accounts = new ArrayList<>(2);
        key.ifPresent(accounts::add);
        tenant.ifPresent(accounts::add);
        return accounts;
    }
}

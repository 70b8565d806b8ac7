package io.throughline.sink.sqlite;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Optional;

/** Binds a statement's parameters one after the other; what is empty is NULL. */
final class Binder {
    private final PreparedStatement statement;
    private int position;

    Binder(PreparedStatement statement) {
        this.statement = statement;
    }

    Binder text(String value) throws SQLException {
        statement.setString(++position, value);
        return this;
    }

    Binder text(Optional<String> value) throws SQLException {
        return value.isPresent() ? text(value.get()) : none(Types.VARCHAR);
    }

    Binder number(long value) throws SQLException {
        statement.setLong(++position, value);
        return this;
    }

    Binder number(Optional<Long> value) throws SQLException {
        return value.isPresent() ? number((long) value.get()) : none(Types.INTEGER);
    }

    Binder bytes(byte[] value) throws SQLException {
        statement.setBytes(++position, value);
        return this;
    }

    private Binder none(int type) throws SQLException {
        statement.setNull(++position, type);
        return this;
    }
}

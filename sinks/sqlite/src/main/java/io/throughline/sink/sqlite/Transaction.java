package io.throughline.sink.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Runs work in one transaction that takes the write lock when it begins, so that it can't fail half-way for want of it.
 *
 * <p>Not by {@link Connection#setAutoCommit}: the driver begins the next transaction right after a commit, and with it would keep the lock
 * from other processes between two batches.
 */
final class Transaction {
    private Transaction() {}

    /** Work on the connection's statements. */
    interface Work<T> {
        T run() throws SQLException;
    }

    static <T> T run(Connection connection, Work<T> work) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            try {
                T result = work.run();
                statement.execute("COMMIT");
                return result;
            } catch (SQLException | RuntimeException e) {
                rollback(statement, e);
                throw e;
            }
        }
    }

    /** SQLite rolls back by itself on some errors; then there is nothing to roll back. */
    private static void rollback(Statement statement, Exception cause) {
        try {
            statement.execute("ROLLBACK");
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }
}

package io.throughline.sink.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Opens SQLite files as this store wants them. */
final class Connections {
    private static final int BUSY_MILLIS = 5_000;
    /** Of four times the usual size: a call's JSON fills most of a usual page, and each page is written by calls of its own. */
    private static final int PAGE = 16_384;

    private Connections() {}

    /** Opens a file for writing, and makes it where there is none. */
    static Connection forWriting(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        config.setJournalSizeLimit(64 << 20);
        config.setCacheSize(-16_384);
        config.setGetGeneratedKeys(false); // nobody asks for them, and each would be a query
        Connection connection = config.createConnection(url(file));
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA page_size = " + PAGE); // of a new file, and before the journal is chosen
            statement.execute("PRAGMA journal_mode = WAL");
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Opens a file for reading. Many are open at a time, so each has a small cache: the operating system has the pages too. */
    static Connection forReading(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(BUSY_MILLIS);
        config.setCacheSize(-512);
        return config.createConnection(url(file));
    }

    /** Tells a file that is no database, or a broken one, from all that may be over soon. */
    static boolean isDamaged(SQLException failure) {
        if (!(failure instanceof SQLiteException sqlite)) {
            return false;
        }
        int primary = sqlite.getResultCode().code & 0xff;
        return primary == SQLiteErrorCode.SQLITE_NOTADB.code || primary == SQLiteErrorCode.SQLITE_CORRUPT.code;
    }

    private static String url(Path file) {
        return "jdbc:sqlite:" + file;
    }
}

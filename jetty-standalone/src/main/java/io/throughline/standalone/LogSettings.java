package io.throughline.standalone;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.status.NopStatusListener;
import java.util.Map;

/**
 * The log of the runnable jar: one line a message, on the error stream. Said in code, since reading it from XML takes a fifth of the start. Steps
 * back where a file of Logback's is named ({@code -Dlogback.configurationFile}) or on the class path.
 */
public final class LogSettings extends ContextAwareBase implements Configurator {
    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX, UTC} %-5level %logger{0}"
            + " %replace(%msg){'[\\r\\n]+', ' '}%n%ex{short}";

    private static final Map<String, Level> LEVELS = Map.of(
            "org.eclipse.jetty",
            Level.WARN,
            "org.apache.hc",
            Level.WARN,
            "io.lettuce",
            Level.ERROR,
            "io.netty",
            Level.WARN,
            // a reconnect that was under way when the sink closed
            "io.netty.util.concurrent.DefaultPromise.rejectedExecution",
            Level.OFF);

    /** Made by the service loader. */
    public LogSettings() {}

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (System.getProperty("logback.configurationFile") != null
                || isThere("logback-test.xml")
                || isThere("logback.xml")) {
            return ExecutionStatus.NEUTRAL;
        }
        apply(context);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    static void apply(LoggerContext context) {
        context.getStatusManager().add(new NopStatusListener());
        LEVELS.forEach((name, level) -> context.getLogger(name).setLevel(level));
        ch.qos.logback.classic.Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        root.addAppender(errorStream(context));
    }

    private static ConsoleAppender<ILoggingEvent> errorStream(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setName("STDERR");
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        return appender;
    }

    private static boolean isThere(String file) {
        return LogSettings.class.getClassLoader().getResource(file) != null;
    }
}

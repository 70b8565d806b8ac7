package io.throughline.standalone;

import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What SIGHUP does. The Java platform lets programs at signals by a class alone that is none of its standard, so it is looked up by its name; where there
 * is none, or no such signal, nothing is done.
 */
final class Hangup {
    private static final Logger LOG = LoggerFactory.getLogger(Hangup.class);

    private Hangup() {}

    /** Runs {@code action} whenever the process is told SIGHUP, which would end it otherwise. */
    static void tells(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object acting = Proxy.newProxyInstance(
                    Hangup.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            action.run();
                        }
                        return null;
                    });
            Object hangup = signal.getConstructor(String.class).newInstance("HUP");
            signal.getMethod("handle", signal, handler).invoke(null, hangup, acting);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            LOG.debug("SIGHUP reads no configuration here", e);
        }
    }
}

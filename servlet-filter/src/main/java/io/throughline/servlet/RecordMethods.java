package io.throughline.servlet;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.runtime.ObjectMethods;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Java 17 and 18 keep, for as long as they run, the class whose {@code equals}, {@code hashCode} or {@code toString} as a record was the last
 * to be linked, and with it the class loader of an application that has gone (JDK-8078641).
 */
final class RecordMethods {
    private static final Logger LOG = LoggerFactory.getLogger(RecordMethods.class);

    private RecordMethods() {}

    /** Puts a class of Java's own in the place of the last one. */
    static void forget() {
        MethodHandle itself = MethodHandles.identity(String.class);
        link("equals", MethodType.methodType(boolean.class, String.class, Object.class), itself);
        link("hashCode", MethodType.methodType(int.class, String.class), itself);
        link("toString", MethodType.methodType(String.class, String.class), itself);
    }

    private static void link(String method, MethodType type, MethodHandle itself) {
        try {
            ObjectMethods.bootstrap(MethodHandles.lookup(), method, type, String.class, "itself", itself);
        } catch (Throwable e) {
            LOG.debug("A class may stay behind: {}", e.toString());
        }
    }
}

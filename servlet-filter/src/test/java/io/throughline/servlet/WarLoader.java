package io.throughline.servlet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;

/** The class loader of a WAR, as containers have it: what is in the WAR comes first, the container's classes from outside. */
final class WarLoader extends URLClassLoader {
    WarLoader() {
        super(
                Undeployed.classPath().stream().map(WarLoader::url).toArray(URL[]::new),
                WarLoader.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            if (known != null) {
                return known;
            }
            try {
                return name.startsWith("java.") ? super.loadClass(name, resolve) : findClass(name);
            } catch (ClassNotFoundException e) {
                return super.loadClass(name, resolve);
            }
        }
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.throughline.standalone;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command as a process of its own, with no provider's key and no setting from outside. */
final class CommandProcess {
    private static final String UP = "Throughline is up at ";

    private CommandProcess() {}

    /**
     * Starts it in a directory, which is its user's home, too.
     *
     * @return the process; what it says to either stream comes in its input stream
     */
    static Process start(Path directory, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                "io.throughline.standalone.Main"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.endsWith("_API_KEY") || name.startsWith("THROUGHLINE"));
        builder.environment().put("HOME", directory.toString());
        return builder.start();
    }

    /** Waits for a server to be up, and returns its address. */
    static URI address(BufferedReader out) throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(UP)) {
                return URI.create(line.substring(UP.length()));
            }
        }
        throw new IOException("the server did not come up");
    }
}

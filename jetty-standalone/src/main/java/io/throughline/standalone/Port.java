package io.throughline.standalone;

import picocli.CommandLine;

/** Reads a port as it is typed. */
final class Port implements CommandLine.ITypeConverter<Integer> {
    private static final int HIGHEST = 65_535;

    @Override
    public Integer convert(String typed) {
        try {
            int port = Integer.parseInt(typed);
            if (port >= 0 && port <= HIGHEST) {
                return port;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new CommandLine.TypeConversionException("'" + typed + "' is no port: expected 0 to " + HIGHEST);
    }
}

package io.throughline.standalone;

import java.io.InputStream;
import java.io.PrintWriter;
import java.util.Map;

/**
 * What a command is run in.
 *
 * @param env the environment variables
 * @param in what is typed or piped in
 * @param out for what was asked for
 * @param err for what went wrong
 */
record Terminal(Map<String, String> env, InputStream in, PrintWriter out, PrintWriter err) {}

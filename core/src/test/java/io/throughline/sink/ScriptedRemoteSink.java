package io.throughline.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A sink elsewhere that is away, hangs and comes back as it is told. */
final class ScriptedRemoteSink implements RemoteSink {
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]*)\"");

    final List<String> written = Collections.synchronizedList(new ArrayList<>());
    final List<Integer> attempts = Collections.synchronizedList(new ArrayList<>());
    final AtomicInteger closes = new AtomicInteger();
    final CountDownLatch entered = new CountDownLatch(1);
    volatile boolean away;
    volatile int batchesUntilAway = Integer.MAX_VALUE;
    volatile CountDownLatch gate = new CountDownLatch(0);

    static ScriptedRemoteSink away() {
        ScriptedRemoteSink sink = new ScriptedRemoteSink();
        sink.away = true;
        return sink;
    }

    @Override
    public String name() {
        return "remote";
    }

    @Override
    public void writeJson(List<byte[]> records) throws IOException, InterruptedException {
        entered.countDown();
        attempts.add(records.size());
        gate.await();
        if (away || batchesUntilAway-- <= 0) {
            throw new IOException("away");
        }
        for (byte[] json : records) {
            Matcher id = ID.matcher(new String(json, UTF_8));
            written.add(id.find() ? id.group(1) : "no record");
        }
    }

    @Override
    public void close() {
        closes.incrementAndGet();
    }
}

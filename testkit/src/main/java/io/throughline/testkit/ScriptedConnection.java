package io.throughline.testkit;

import io.throughline.testkit.Script.Step;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** One client's connection: reads requests, plays a script for each. Lives on the provider's one thread. */
final class ScriptedConnection {
    /** How many steps one connection may take before the others have their turn. */
    private static final int TURNS = 64;

    private final ScriptedProvider provider;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final int number;
    private final RequestReader requests = new RequestReader();
    private final Deque<Step> steps = new ArrayDeque<>();

    private @Nullable ScriptedExchange exchange;
    private @Nullable ByteBuffer pending;

    ScriptedConnection(ScriptedProvider provider, SocketChannel channel, SelectionKey key, int number) {
        this.provider = provider;
        this.channel = channel;
        this.key = key;
        this.number = number;
    }

    void ready(ByteBuffer scratch) {
        if (key.isValid() && key.isReadable()) {
            read(scratch);
        }
        if (key.isValid() && key.isWritable()) {
            key.interestOps(SelectionKey.OP_READ);
            play();
        }
    }

    void close() {
        key.cancel();
        try {
            channel.close();
        } catch (IOException e) {
            // it is closed for us either way
        }
        provider.closed(this);
    }

    private void read(ByteBuffer scratch) {
        int count;
        try {
            count = channel.read(scratch.clear());
        } catch (IOException e) {
            count = -1;
        }
        if (count < 0) {
            left();
            return;
        }
        requests.add(scratch.flip());
        if (exchange == null) {
            beginNext();
        }
    }

    private void beginNext() {
        ReceivedRequest request = requests.next(number);
        if (request == null) {
            return;
        }
        ScriptedExchange begun = new ScriptedExchange(request);
        exchange = begun;
        steps.addAll(provider.begin(begun).steps());
        play();
    }

    private void play() {
        ScriptedExchange current = exchange;
        if (current == null) {
            return;
        }
        for (int turn = 0; key.isValid(); turn++) {
            if (turn == TURNS) {
                provider.run(this::play);
                return;
            }
            if (pending != null && !flush(current)) {
                return;
            }
            Step step = steps.poll();
            if (step == null) {
                exchange = null;
                current.wasPlayed();
                beginNext();
                return;
            }
            if (!perform(step, current)) {
                return;
            }
        }
    }

    /** Does one step; returns whether the next may follow at once. */
    private boolean perform(Step step, ScriptedExchange current) {
        if (step instanceof Step.Write write) {
            pending = write.buffer();
            if (write.times() > 1) {
                steps.push(new Step.Write(write.bytes(), write.times() - 1));
            }
            return true;
        }
        if (step instanceof Step.Hold hold) {
            hold.gate().pass(() -> provider.run(this::play));
            return false;
        }
        if (step instanceof Step.Pause pause) {
            provider.runAfter(pause.time(), this::play);
            return false;
        }
        if (step instanceof Step.Stall) {
            return false;
        }
        if (step instanceof Step.Reset) {
            resetOnClose();
        }
        current.wasPlayed();
        exchange = null;
        close();
        return false;
    }

    /** Writes what waits; returns whether the socket took it all. */
    private boolean flush(ScriptedExchange current) {
        ByteBuffer bytes = pending;
        if (bytes == null) {
            return true;
        }
        try {
            current.wrote(channel.write(bytes));
        } catch (IOException e) {
            left();
            return false;
        }
        if (bytes.hasRemaining()) {
            key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
            return false;
        }
        pending = null;
        current.wroteFrame();
        return true;
    }

    private void left() {
        close();
        if (exchange != null) {
            exchange.wasLeft();
        }
    }

    private void resetOnClose() {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            throw new IllegalStateException("a socket that cannot be reset", e);
        }
    }
}

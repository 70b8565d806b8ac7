package io.throughline.mark;

import io.throughline.wire.ByteRange;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Takes signatures and stamps out of requests, and tells what they say. Signatures go from every text, whoever says it; what they say counts in the
 * assistant's texts alone. Stamps go from the arguments of echoed tool calls. All other bytes stay. Thread-safe.
 */
public final class RequestCleaner {
    /** Of how many marks of each kind the newest are looked at: a history that holds more of them says nothing new. */
    static final int MOST_READ = 32;

    private final InvisibleSignature signatures;
    private final String field;
    private final MarkPairs pairs;
    private final boolean readsWhyOps;

    private RequestCleaner(InvisibleSignature signatures, String field, boolean readsWhyOps) {
        this.signatures = signatures;
        this.field = ToolStamp.requireName(field);
        this.pairs = new MarkPairs(field.getBytes(StandardCharsets.US_ASCII), readsWhyOps);
        this.readsWhyOps = readsWhyOps;
    }

    /**
     * Makes a cleaner.
     *
     * @param signatures verifies signatures
     * @param field the name of the stamps' field
     */
    public static RequestCleaner of(InvisibleSignature signatures, String field) {
        return new RequestCleaner(signatures, field, false);
    }

    /** Returns a cleaner that takes out and reads the signatures of WhyOps, too, of which nobody can tell who made them. */
    public RequestCleaner readingWhyOps() {
        return new RequestCleaner(signatures, field, true);
    }

    /**
     * Cleans a request. Never throws for what is in it; where it is no JSON, signatures go all the same and nothing is read.
     *
     * @param dialect the client's dialect, such as {@code openai-chat}
     * @param tenant whose signatures count
     * @param body the body, decoded; not changed
     */
    public CleanRequest clean(String dialect, String tenant, byte[] body) {
        MarkScan scan = new MarkScan(body, pairs);
        if (scan.isClean()) {
            return CleanRequest.untouched(body);
        }
        Splices splices = new Splices();
        List<Block> blocks = blocks(body, scan, splices);
        HistoryWalk history =
                blocks.isEmpty() && !scan.hasStamps() ? HistoryWalk.nothing() : HistoryWalk.of(dialect, body);
        List<String> stamps = scan.hasStamps() ? stamps(body, history, splices) : List.of();
        if (splices.isEmpty()) {
            return CleanRequest.untouched(body);
        }
        Reading reading = new Reading(tenant, body);
        reading.read(blocks, history);
        return new CleanRequest(
                splices.apply(body),
                List.copyOf(reading.verified),
                List.copyOf(reading.whyOps),
                stamps,
                reading.rejected);
    }

    private List<Block> blocks(byte[] body, MarkScan scan, Splices splices) {
        List<Block> found = new ArrayList<>(scan.blockCount());
        BlockReader ours = new BlockReader(body);
        WhyOpsBlock theirs = new WhyOpsBlock(body);
        for (int i = 0; i < scan.blockCount(); i++) {
            int at = scan.block(i);
            if (ours.read(at, body.length)) {
                found.add(new Block(at, true));
                splices.remove(ours.start(), ours.end());
            } else if (readsWhyOps && theirs.read(at, body.length)) {
                found.add(new Block(at, false));
                splices.remove(at, theirs.end());
            }
        }
        return found;
    }

    private List<String> stamps(byte[] body, HistoryWalk history, Splices splices) {
        Set<String> ids = new LinkedHashSet<>();
        List<ByteRange> arguments = history.arguments();
        for (int i = arguments.size() - 1; i >= 0; i--) {
            Optional<String> id = StampedArguments.take(body, arguments.get(i), field, splices);
            if (id.isPresent() && ids.size() < MOST_READ) {
                ids.add(id.get());
            }
        }
        return List.copyOf(ids);
    }

    /** A block of a signature: where it begins, and whether it is one of ours. */
    private record Block(int at, boolean ours) {}

    /** What the blocks say, the newest first. */
    private final class Reading {
        private final String tenant;
        private final byte[] body;
        private final Set<SignedIds> verified = new LinkedHashSet<>();
        private final Set<String> whyOps = new LinkedHashSet<>();
        private int rejected;
        private int read;

        Reading(String tenant, byte[] body) {
            this.tenant = tenant;
            this.body = body;
        }

        void read(List<Block> blocks, HistoryWalk history) {
            int text = history.texts().size() - 1;
            for (int i = blocks.size() - 1; i >= 0 && read < MOST_READ; i--) {
                Block block = blocks.get(i);
                while (text >= 0 && history.texts().get(text).start() > block.at()) {
                    text--;
                }
                if (text >= 0 && block.at() < history.texts().get(text).end()) {
                    read++;
                    read(block);
                }
            }
        }

        private void read(Block block) {
            boolean good;
            if (block.ours()) {
                BlockReader reader = new BlockReader(body);
                reader.read(block.at(), body.length);
                Optional<SignedIds> ids = signatures.verify(tenant, reader.bytes(), reader.size());
                ids.ifPresent(verified::add);
                good = ids.isPresent();
            } else {
                WhyOpsBlock reader = new WhyOpsBlock(body);
                reader.read(block.at(), body.length);
                String id = reader.id();
                good = id != null;
                if (id != null) {
                    whyOps.add(id);
                }
            }
            rejected += good ? 0 : 1;
        }
    }
}

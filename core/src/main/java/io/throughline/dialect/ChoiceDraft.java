package io.throughline.dialect;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One choice of an answer that is coming. */
final class ChoiceDraft {
    /** What an empty choice or block is counted as, in characters. */
    static final int OVERHEAD = 64;

    private final TextBudget budget;
    private final List<BlockDraft> blocks = new ArrayList<>(2);
    private @Nullable FinishReason reason;
    private @Nullable String raw;
    private @Nullable StringBuilder logprobs;
    private boolean truncated;

    ChoiceDraft(TextBudget budget) {
        this.budget = budget;
    }

    void open(int block, StreamEvent.Kind kind) {
        int size = OVERHEAD;
        if (kind instanceof StreamEvent.Kind.Opaque opaque) {
            size += opaque.json().length();
        } else if (kind instanceof StreamEvent.Kind.ToolCall call) {
            size += call.id().length() + call.name().length();
        }
        // blocks are numbered as they open, so one that was not kept is followed by none that is
        if (block == blocks.size() && budget.take(size)) {
            blocks.add(new BlockDraft(kind));
        } else {
            truncated = true;
        }
    }

    void addText(int block, String text) {
        keep(block, text).ifPresent(kept -> blocks.get(block).text(kept));
    }

    void addSignature(int block, String signature) {
        keep(block, signature).ifPresent(kept -> blocks.get(block).signature(kept));
    }

    void setEncrypted(int block, String data) {
        if (has(block) && budget.take(data.length())) {
            blocks.get(block).encrypted(data);
        } else {
            truncated = true;
        }
    }

    void setOpaque(int block, String json) {
        if (has(block) && budget.take(json.length())) {
            blocks.get(block).opaque(json);
        } else {
            truncated = true;
        }
    }

    /** Adds elements, given as the text of an array. */
    void addLogprobs(String array) {
        String elements = array.strip();
        elements = elements.substring(1, elements.length() - 1).strip();
        if (elements.isEmpty()) {
            return;
        }
        if (!budget.take(elements.length())) {
            truncated = true;
            return;
        }
        StringBuilder begun = logprobs;
        if (begun == null) {
            begun = new StringBuilder(elements.length());
            logprobs = begun;
        } else {
            begun.append(',');
        }
        begun.append(elements);
    }

    /** The first reason counts, but tool calls count more than a plain stop. */
    void finish(FinishReason told, String word) {
        if (reason == null || (reason == FinishReason.STOP && told == FinishReason.TOOL_CALLS)) {
            reason = told;
            raw = word;
        }
    }

    Answer.Choice toChoice(int index) {
        List<Block> told = new ArrayList<>(blocks.size() + 1);
        boolean calls = false;
        for (BlockDraft draft : blocks) {
            Block block = draft.toBlock();
            calls |= block instanceof Block.ToolCall;
            told.add(block);
        }
        if (truncated) {
            told.add(new Block.Opaque(AnswerAssembler.TRUNCATED, "true"));
        }
        // some providers say "stop" although they call tools
        FinishReason why = calls && reason == FinishReason.STOP ? FinishReason.TOOL_CALLS : reason;
        return new Answer.Choice(
                index,
                List.copyOf(told),
                Optional.ofNullable(why),
                Optional.ofNullable(raw),
                Optional.ofNullable(logprobs).map(kept -> "[" + kept + "]"));
    }

    private Optional<String> keep(int block, String text) {
        if (!has(block)) {
            truncated = true;
            return Optional.empty();
        }
        int kept = budget.takeUpTo(text.length());
        if (kept == text.length()) {
            return Optional.of(text);
        }
        truncated = true;
        return Optional.of(text.substring(0, kept));
    }

    private boolean has(int block) {
        return block < blocks.size();
    }
}

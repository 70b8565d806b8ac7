package io.throughline.record;

import io.throughline.dialect.Answer;
import io.throughline.dialect.Block;

/** Estimates what a call takes up in memory: two bytes a character of whatever can be long, one a byte of the request, and a flat rate for the rest. */
final class CallRecordWeight {
    /** The record itself, its ids, times and short names. */
    private static final long FLAT = 2_048;

    private static final long EACH_PIECE = 96;

    private CallRecordWeight() {}

    static long of(CallRecord call) {
        long chars = call.error().map(error -> error.message().length()).orElse(0);
        long pieces = (long) call.attempts().size() + call.tags().size();
        for (var tag : call.tags().entrySet()) {
            chars += (long) tag.getKey().length() + tag.getValue().length();
        }
        chars += call.labels().metadata().map(String::length).orElse(0);
        for (Answer.Choice choice : call.answer().choices()) {
            pieces += 1 + choice.blocks().size();
            for (Block block : choice.blocks()) {
                chars += length(block);
            }
        }
        return FLAT
                + pieces * EACH_PIECE
                + 2 * chars
                + call.request().map(RequestText::length).orElse(0);
    }

    private static long length(Block block) {
        if (block instanceof Block.Text text) {
            return text.text().length();
        } else if (block instanceof Block.Reasoning reasoning) {
            return (long) reasoning.text().length()
                    + reasoning.signature().map(String::length).orElse(0)
                    + reasoning.encrypted().map(String::length).orElse(0);
        } else if (block instanceof Block.ToolCall tool) {
            return (long) tool.id().length()
                    + tool.name().length()
                    + tool.arguments().length();
        } else if (block instanceof Block.Refusal refusal) {
            return refusal.text().length();
        } else if (block instanceof Block.Opaque opaque) {
            return opaque.json().length();
        }
        return 0;
    }
}

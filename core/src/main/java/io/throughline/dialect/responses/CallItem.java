package io.throughline.dialect.responses;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** A call of a function. Arguments that may yet turn out to be none, as providers say it, wait until that is known. */
final class CallItem extends OutputItem implements BlockContent {
    private static final String NULL = "null";
    private static final String NO_ARGUMENTS = "{}";
    /** More blanks than a provider sends before there is something. */
    private static final int MOST_BLANKS = 64;

    private final String callId;
    private final String name;
    private final StringBuilder arguments = new StringBuilder();
    private int told;
    private boolean closed;

    CallItem(Frames frames, String id, int index, String callId, String name) {
        super(frames, id, index);
        this.callId = callId;
        this.name = name;
    }

    @Override
    public void add(String json) {
        arguments.append(json);
        if (told > 0 || !mayBeNone()) {
            tellNew();
        }
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    boolean isComplete() {
        return closed;
    }

    @Override
    void finishContent() {
        if (told == 0 && isNone()) {
            arguments.setLength(0);
            arguments.append(NO_ARGUMENTS);
        }
        tellNew();
        tell("response.function_call_arguments.done", json -> json.writeStringField("arguments", arguments.toString()));
    }

    @Override
    void writeContent(JsonGenerator json) throws IOException {
        json.writeStringField("arguments", arguments.toString());
        json.writeStringField("call_id", callId);
        json.writeStringField("name", name);
    }

    @Override
    String type() {
        return "function_call";
    }

    private void tellNew() {
        if (told < arguments.length()) {
            String fresh = arguments.substring(told);
            told = arguments.length();
            tell("response.function_call_arguments.delta", json -> json.writeStringField("delta", fresh));
        }
    }

    private boolean isNone() {
        String text = arguments.toString().strip();
        return text.isEmpty() || text.equals(NULL);
    }

    private boolean mayBeNone() {
        return arguments.length() <= MOST_BLANKS
                && NULL.startsWith(arguments.toString().strip());
    }
}

package io.throughline.dialect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Makes an {@link Answer} of the events of one. Blocks stand in the order in which their first pieces came. What is kept is bounded: beyond
 * that, pieces are left out. Used by one thread at a time.
 */
public final class AnswerAssembler implements Consumer<StreamEvent> {
    private static final long MOST_CHARACTERS = 16L << 20;

    private final Map<Integer, Choice> choices = new TreeMap<>();
    private Optional<String> id = Optional.empty();
    private Optional<String> model = Optional.empty();
    private Optional<Usage> usage = Optional.empty();
    private Optional<String> tier = Optional.empty();
    private Optional<ModelError> error = Optional.empty();
    private boolean started;
    private boolean ended;
    private long characters;

    @Override
    public void accept(StreamEvent event) {
        if (event instanceof StreamEvent.Piece piece) {
            piece(piece);
        } else if (event instanceof StreamEvent.Started begun) {
            id = begun.id().or(() -> id);
            model = begun.model().or(() -> model);
        } else if (event instanceof StreamEvent.Voided) {
            choices.clear();
        } else if (event instanceof StreamEvent.Finished finished) {
            choice(finished.choice()).finish(finished);
        } else if (event instanceof StreamEvent.Counted counted) {
            usage = Optional.of(counted.usage());
        } else if (event instanceof StreamEvent.Tier name) {
            tier = Optional.of(name.name());
        } else if (event instanceof StreamEvent.Failed failed) {
            error = error.or(() -> Optional.of(failed.error()));
        } else if (event instanceof StreamEvent.Ended) {
            ended = true;
        }
    }

    /** Returns whether a piece of content has come. */
    public boolean started() {
        return started;
    }

    /** Returns whether the answer is over. */
    public boolean ended() {
        return ended;
    }

    /** Returns the answer as far as it has come. */
    public Answer answer() {
        List<Answer.Choice> whole = new ArrayList<>();
        choices.forEach((index, choice) -> whole.add(choice.whole(index)));
        return new Answer(id, model, List.copyOf(whole), usage, tier, error);
    }

    private void piece(StreamEvent.Piece piece) {
        if (piece instanceof StreamEvent.TextPiece text) {
            append(piece, Kind.TEXT, text.text());
        } else if (piece instanceof StreamEvent.ReasoningPiece reasoning) {
            append(piece, Kind.REASONING, reasoning.text());
        } else if (piece instanceof StreamEvent.SignaturePiece signature) {
            part(piece, Kind.REASONING).second.append(within(signature.signature()));
        } else if (piece instanceof StreamEvent.EncryptedReasoning encrypted) {
            Part part = part(piece, Kind.REASONING);
            part.third.setLength(0);
            part.third.append(within(encrypted.data()));
        } else if (piece instanceof StreamEvent.RefusalPiece refusal) {
            append(piece, Kind.REFUSAL, refusal.text());
        } else if (piece instanceof StreamEvent.ToolCallNamed call) {
            Part part = part(piece, Kind.TOOL_CALL);
            set(part.second, call.id());
            set(part.third, call.name());
        } else if (piece instanceof StreamEvent.ArgumentsPiece arguments) {
            append(piece, Kind.TOOL_CALL, arguments.json());
        } else if (piece instanceof StreamEvent.ArgumentsWhole arguments) {
            part(piece, Kind.TOOL_CALL).first.setLength(0);
            append(piece, Kind.TOOL_CALL, arguments.json());
        } else if (piece instanceof StreamEvent.Other other) {
            Part part = part(piece, Kind.OTHER);
            part.first.setLength(0);
            part.first.append(within(other.json()));
            set(part.second, other.type());
        }
    }

    private void append(StreamEvent.Piece piece, Kind kind, String text) {
        if (text.isEmpty() && kind != Kind.TOOL_CALL) {
            return;
        }
        part(piece, kind).first.append(within(text));
    }

    private Part part(StreamEvent.Piece piece, Kind kind) {
        started = true;
        return choice(piece.choice()).parts.computeIfAbsent(kind + ":" + piece.key(), key -> new Part(kind));
    }

    private Choice choice(int index) {
        return choices.computeIfAbsent(index, key -> new Choice());
    }

    private String within(String text) {
        characters += text.length();
        return characters > MOST_CHARACTERS ? "" : text;
    }

    private static void set(StringBuilder target, String value) {
        if (!value.isEmpty()) {
            target.setLength(0);
            target.append(value);
        }
    }

    private enum Kind {
        TEXT,
        REASONING,
        REFUSAL,
        TOOL_CALL,
        OTHER
    }

    /** A block as it grows; what the three texts are is its kind's business. */
    private static final class Part {
        private final Kind kind;
        private final StringBuilder first = new StringBuilder();
        private final StringBuilder second = new StringBuilder();
        private final StringBuilder third = new StringBuilder();

        private Part(Kind kind) {
            this.kind = kind;
        }

        private Block block() {
            return switch (kind) {
                case TEXT -> new Block.Text(first.toString());
                case REASONING -> new Block.Reasoning(first.toString(), present(second), present(third));
                case REFUSAL -> new Block.Refusal(first.toString());
                case TOOL_CALL -> new Block.ToolCall(second.toString(), third.toString(), first.toString());
                case OTHER -> new Block.Opaque(second.toString(), first.toString());
            };
        }

        private static Optional<String> present(StringBuilder text) {
            return text.isEmpty() ? Optional.empty() : Optional.of(text.toString());
        }
    }

    private static final class Choice {
        private final Map<String, Part> parts = new LinkedHashMap<>();
        private Optional<StreamEvent.Finished> finished = Optional.empty();

        /** The first reason counts, but that tools are to be called beats that the model stopped: some providers say both. */
        private void finish(StreamEvent.Finished reason) {
            boolean better = reason.reason() == FinishReason.TOOL_CALLS
                    && finished.map(known -> known.reason() == FinishReason.STOP)
                            .orElse(false);
            if (finished.isEmpty() || better) {
                finished = Optional.of(reason);
            }
        }

        private Answer.Choice whole(int index) {
            List<Block> blocks = parts.values().stream().map(Part::block).toList();
            boolean calls = blocks.stream().anyMatch(Block.ToolCall.class::isInstance);
            Optional<FinishReason> reason = finished.map(StreamEvent.Finished::reason)
                    .map(said -> said == FinishReason.STOP && calls ? FinishReason.TOOL_CALLS : said);
            return new Answer.Choice(index, blocks, reason, finished.map(StreamEvent.Finished::raw));
        }
    }
}

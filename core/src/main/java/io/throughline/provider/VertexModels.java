package io.throughline.provider;

/** The models on Vertex AI, which are of several companies and speak as at home. */
public final class VertexModels {
    private static final String CLAUDE = "claude";

    private VertexModels() {}

    /** Returns whether the target is one of Anthropic's models on Vertex AI, which takes requests of Messages in a form of the host's. */
    public static boolean isClaude(Target target) {
        return target.provider().family() == Provider.Family.VERTEX
                && target.model().startsWith(CLAUDE);
    }

    /** Returns a model's name as its inventor writes it: {@code claude-sonnet-4-20250514} for {@code claude-sonnet-4@20250514}. */
    static String atHome(String model) {
        return model.replace("@default", "").replace('@', '-');
    }
}

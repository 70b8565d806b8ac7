package io.throughline.junit;

import io.throughline.Throughline;
import java.lang.reflect.Parameter;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Gives each test a {@link Throughline} of its own, and tells what was called. It comes with {@link LlmCassette}, {@link LlmFault} and {@link LlmConfig}; by
 * itself it is registered with {@code @ExtendWith(LlmExtension.class)}.
 *
 * <p>Methods, those that run before each test among them, may have parameters: a {@link Throughline}, the test's {@link LlmCalls}, and a {@link URI} or a
 * {@link String} marked with {@link LlmBaseUrl}. All of it ends with the test.
 */
public final class LlmExtension implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
    private static final ExtensionContext.Namespace OURS = ExtensionContext.Namespace.create(LlmExtension.class);

    private static final Pattern TURN = Pattern.compile("test-template-invocation:#(\\d+)");

    /** Made by JUnit. */
    public LlmExtension() {}

    @Override
    public void beforeEach(ExtensionContext context) {
        session(context);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Session session = session(context);
        session.close();
        if (context.getExecutionException().isEmpty()) {
            session.verify();
            session.keep();
        } else {
            tellMisses(session, context.getExecutionException().get());
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        boolean address = parameter.isAnnotated(LlmBaseUrl.class) && (type == URI.class || type == String.class);
        return context.getTestMethod().isPresent() && (address || type == Throughline.class || type == LlmCalls.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Session session = session(context);
        Parameter wanted = parameter.getParameter();
        if (wanted.getType() == Throughline.class) {
            return session.throughline();
        }
        if (wanted.getType() == LlmCalls.class) {
            return session.calls();
        }
        return wanted.getType() == URI.class
                ? session.address()
                : session.address().toString();
    }

    /** A test that failed may have done so because of a call that was not recorded. */
    private static void tellMisses(Session session, Throwable failure) {
        try {
            session.verify();
        } catch (AssertionError misses) {
            failure.addSuppressed(misses);
        }
    }

    private static Session session(ExtensionContext context) {
        return context.getStore(OURS).getOrComputeIfAbsent(Session.class, key -> begin(context), Session.class);
    }

    private static Session begin(ExtensionContext context) {
        Optional<LlmConfig> config = AnnotationSupport.findAnnotation(context.getRequiredTestMethod(), LlmConfig.class)
                .or(() -> AnnotationSupport.findAnnotation(context.getRequiredTestClass(), LlmConfig.class));
        List<LlmFault> faults = new ArrayList<>(
                AnnotationSupport.findRepeatableAnnotations(context.getRequiredTestMethod(), LlmFault.class));
        faults.addAll(AnnotationSupport.findRepeatableAnnotations(context.getRequiredTestClass(), LlmFault.class));
        return new Session(TestConfig.of(config), cassette(context), faults, System.getenv());
    }

    /** Each turn of a test that is run several times has a cassette of its own. */
    private static String turn(ExtensionContext context) {
        Matcher turn = TURN.matcher(context.getUniqueId());
        return turn.find() ? "-" + turn.group(1) : "";
    }

    private static Optional<CassetteSpec> cassette(ExtensionContext context) {
        Optional<LlmCassette> onMethod =
                AnnotationSupport.findAnnotation(context.getRequiredTestMethod(), LlmCassette.class);
        Class<?> type = context.getRequiredTestClass();
        return onMethod.or(() -> AnnotationSupport.findAnnotation(type, LlmCassette.class))
                .map(cassette -> {
                    String own = context.getRequiredTestMethod().getName();
                    String above =
                            onMethod.isEmpty() && !cassette.value().isEmpty() ? cassette.value() : type.getSimpleName();
                    String name = onMethod.map(LlmCassette::value)
                                    .filter(value -> !value.isEmpty())
                                    .orElse(above + "/" + own)
                            + turn(context);
                    return CassetteSpec.of(
                            name,
                            cassette.ignoring(),
                            property ->
                                    context.getConfigurationParameter(property).orElse(""),
                            Optional.ofNullable(System.getenv("CI")));
                });
    }
}

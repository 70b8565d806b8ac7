package io.throughline;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Set;

/** The house's rules: data flows one way, and nothing points back. */
@AnalyzeClasses(
        packages = "io.throughline",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.WithoutTestkit.class})
class ArchitectureTest {
    /** In the direction in which data flows: a package may use those before it, and the contract. */
    private static final List<String> PACKAGES = List.of(
            "wire",
            "dialect",
            "provider",
            "access",
            "thread",
            "price",
            "mark",
            "route",
            "record",
            "agent",
            "cache",
            "sink",
            "translate",
            "http",
            "echo",
            "api",
            "config");

    /** The root's contract: what every package may use, and what uses none of them. */
    private static final Set<String> CONTRACT = Set.of(
            "Attributes",
            "Body",
            "Cancellation",
            "ThroughlineContext",
            "Headers",
            "Peer",
            "ProxyHandler",
            "ProxyRequest",
            "ProxyResponse",
            "Secret",
            "Tap",
            "Upstream",
            "OnceTap",
            "BytesPublisher",
            "PullPublisher",
            "PushInputStream",
            "TappedInputStream",
            "TappedPublisher");

    private static final DescribedPredicate<JavaClass> IN_CONTRACT = describe(
            "are of the contract",
            type -> type.getPackageName().equals("io.throughline")
                    && CONTRACT.contains(outermost(type).getSimpleName()));

    private static final DescribedPredicate<JavaClass> AT_THE_TOP = describe(
            "are the assembled product",
            type -> type.getPackageName().equals("io.throughline")
                    && !CONTRACT.contains(outermost(type).getSimpleName()));

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.throughline.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theContractUsesNothingOfOurs = noClasses()
            .that(IN_CONTRACT)
            .should()
            .dependOnClassesThat(AT_THE_TOP.or(resideInAnyPackage("io.throughline.*..")));

    @ArchTest
    static final ArchRule nothingPointsBack =
            classes().that().resideInAPackage("io.throughline.*..").should(useOnlyWhatStandsBefore());

    @ArchTest
    static final ArchRule nothingUsesTheTop =
            noClasses().that().resideInAPackage("io.throughline.*..").should().dependOnClassesThat(AT_THE_TOP);

    @ArchTest
    static final ArchRule dialectsArePure = noClasses()
            .that()
            .resideInAnyPackage("io.throughline.dialect..", "io.throughline.wire..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net.http..", "java.nio.channels..", "org.apache.hc..")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Thread.class);

    @ArchTest
    static final ArchRule jacksonStaysInside = classes()
            .that()
            .resideInAPackage("io.throughline..")
            .and(describe("can be seen from outside", ArchitectureTest::isVisible))
            // the dialects' own trees and generators; in no signature that a mount or an application sees
            .and(describe(
                    "are not JsonText or CanonicalJson",
                    type -> !outermost(type).getSimpleName().matches("JsonText|CanonicalJson")))
            .should(showNoneOf("com.fasterxml"));

    @ArchTest
    static final ArchRule noDrawers =
            noClasses().should().resideInAnyPackage("..util..", "..utils..", "..common..", "..helper..");

    private static boolean isVisible(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(ArchitectureTest::isVisible).orElse(true);
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type);
    }

    private static int place(JavaClass type) {
        String rest = type.getPackageName().replaceFirst("^io\\.throughline\\.?", "");
        return PACKAGES.indexOf(rest.split("\\.")[0]);
    }

    private static ArchCondition<JavaClass> useOnlyWhatStandsBefore() {
        return new ArchCondition<>("use only packages that stand before theirs") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (place(type) < 0) {
                    events.add(SimpleConditionEvent.violated(
                            type, type.getName() + " is in a package that the house does not name"));
                }
                type.getDirectDependenciesFromSelf().stream()
                        .filter(use -> use.getTargetClass().getPackageName().startsWith("io.throughline."))
                        .filter(use -> place(use.getTargetClass()) > place(type))
                        .forEach(use -> events.add(SimpleConditionEvent.violated(type, use.getDescription())));
            }
        };
    }

    private static ArchCondition<JavaClass> showNoneOf(String library) {
        return new ArchCondition<>("show nothing of " + library + " in public") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getMethods().stream()
                        .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
                        .filter(method -> method.getRawReturnType().getName().startsWith(library)
                                || method.getRawParameterTypes().stream()
                                        .anyMatch(
                                                parameter -> parameter.getName().startsWith(library)))
                        .forEach(method -> events.add(SimpleConditionEvent.violated(type, method.getFullName())));
            }
        };
    }

    /** The testkit is no part of the product. */
    static final class WithoutTestkit implements ImportOption {
        @Override
        public boolean includes(com.tngtech.archunit.core.importer.Location location) {
            return !location.contains("testkit");
        }
    }
}

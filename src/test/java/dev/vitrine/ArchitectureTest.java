package dev.vitrine;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Who may know whom, and what makes a run repeatable. Each rule says its reason where it fails.
final class ArchitectureTest {
    private static final JavaClasses CLASSES =
            new ClassFileImporter().importPath(Path.of("target", "classes"));

    /// The rooms that run unchanged in a window and in the simulator.
    private static final String[] ENGINE = {
        "dev.vitrine.event..",
        "dev.vitrine.anatomy..",
        "dev.vitrine.env..",
        "dev.vitrine.wire..",
        "dev.vitrine.config..",
        "dev.vitrine.log..",
        "dev.vitrine.replica..",
        "dev.vitrine.quorum..",
        "dev.vitrine.controller..",
        "dev.vitrine.group..",
        "dev.vitrine.txn..",
        "dev.vitrine.broker.."
    };

    @TestFactory
    Stream<DynamicTest> engineKnowsNoOutsideWorldButItsEnvironment() {
        return Stream.of(
                engineLeavesAlone(
                        "javafx..", "the picture is drawn from events, never by the engine"),
                engineLeavesAlone(
                        "java.util.concurrent..",
                        "a node runs on one thread, each input to completion, so there is nothing"
                                + " to guard"),
                engineLeavesAlone("java.nio.channels..", "a node is given frames by its Transport"),
                engineLeavesAlone("java.nio.file..", "a node keeps its bytes in its Storage"),
                engineLeavesAlone("java.net..", "a node is given frames by its Transport"),
                engineLeavesAlone("java.time..", "time is what the node's Clock says"));
    }

    @TestFactory
    Stream<DynamicTest> engineIsTheSameInEveryRun() {
        String random = "chance comes from the environment's generator, which a seed repeats";
        String time = "time is what the node's Clock says";
        String order = "its order differs between JVMs, and a seed must replay a run exactly";
        String thread = "a node runs on the thread of its driver and starts none";
        return Stream.of(
                engineNeverUses(of("java.lang.Thread", "java.lang.ThreadLocal"), thread),
                engineNeverUses(of("java.util.Timer"), thread),
                engineNeverUses(
                        of("java.util.Random", "java.security.SecureRandom", "java.util.UUID"),
                        random),
                engineNeverUses(
                        of(
                                "java.util.HashMap",
                                "java.util.HashSet",
                                "java.util.IdentityHashMap",
                                "java.util.WeakHashMap"),
                        "its order hangs on hashes; LinkedHashMap and TreeMap say theirs"),
                engineNeverCalls("java.lang.Math", of("random"), random),
                engineNeverCalls("org.apache.kafka.common.Uuid", of("randomUuid"), random),
                engineNeverCalls("java.lang.System", of("currentTimeMillis", "nanoTime"), time),
                engineNeverCalls("java.lang.System", of("identityHashCode"), order),
                engineNeverCalls("java.util.Set", of("of", "copyOf"), order),
                engineNeverCalls("java.util.Map", of("of", "ofEntries", "copyOf"), order),
                engineNeverCalls(
                        "java.util.stream.Collectors",
                        of("toSet", "toUnmodifiableSet", "toUnmodifiableMap"),
                        order),
                rule(
                        noClasses()
                                .that()
                                .resideInAnyPackage(ENGINE)
                                .should()
                                .accessTargetWhere(collectsIntoAHashMapUnasked())
                                .because(
                                        "without a map supplier the map is a HashMap, and "
                                                + order)));
    }

    @Test
    void liveAndSimulatedDriversDoNotKnowEachOther() {
        String reason =
                "they are two answers to one contract, env, and what one borrowed from the other"
                        + " would no longer be tested by it";
        check(none("dev.vitrine.live..", reason, "dev.vitrine.sim.."));
        check(none("dev.vitrine.sim..", reason, "dev.vitrine.live.."));
    }

    @Test
    void windowNeverNamesTheEngine() {
        check(
                none(
                        "dev.vitrine.ui..",
                        "it draws snapshots folded from events; a picture with a second source"
                                + " could disagree with the first",
                        "dev.vitrine.broker..",
                        "dev.vitrine.log..",
                        "dev.vitrine.replica..",
                        "dev.vitrine.quorum..",
                        "dev.vitrine.controller..",
                        "dev.vitrine.group..",
                        "dev.vitrine.txn..",
                        "dev.vitrine.wire.."));
    }

    @Test
    void roomsFormNoCircle() {
        check(
                slices().matching("dev.vitrine.(*)..")
                        .should()
                        .beFreeOfCycles()
                        .because(
                                "a room is read after the rooms it uses, so there must be a first"
                                        + " one"));
    }

    @Test
    void onlyRoomsAtTheWireNameKafkasGeneratedMessages() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackages(
                                "dev.vitrine.wire..", "dev.vitrine.broker..", "dev.vitrine.sim..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("org.apache.kafka.common.message..")
                        .because(
                                "they are Kafka's internal classes and change with its versions;"
                                        + " the rooms behind the wire have values of their own"));
    }

    @TestFactory
    Stream<DynamicTest> contractsNeedTheJdkOnly() {
        return Stream.of("event", "anatomy", "env", "config", "fault")
                .map(room ->
                        rule(
                                noClasses()
                                        .that()
                                        .resideInAPackage("dev.vitrine." + room + "..")
                                        .should()
                                        .dependOnClassesThat(
                                                outside(
                                                        "java..",
                                                        "org.jspecify..",
                                                        "dev.vitrine." + room + ".."))
                                        .because(
                                                room
                                                        + " is a vocabulary that everybody shares,"
                                                        + " so it brings nothing along")));
    }

    private static DynamicTest engineLeavesAlone(String packages, String reason) {
        return rule(
                noClasses()
                        .that()
                        .resideInAnyPackage(ENGINE)
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(packages)
                        .because(reason));
    }

    private static DynamicTest engineNeverUses(List<String> types, String reason) {
        DescribedPredicate<HasName> named =
                DescribedPredicate.describe(
                        String.join(", ", types), type -> types.contains(type.getName()));
        return rule(
                noClasses()
                        .that()
                        .resideInAnyPackage(ENGINE)
                        .should()
                        .dependOnClassesThat(named.forSubtype())
                        .because(reason));
    }

    private static DynamicTest engineNeverCalls(String type, List<String> methods, String reason) {
        DescribedPredicate<HasName> named =
                DescribedPredicate.describe(
                        type + " " + String.join(", ", methods),
                        method -> methods.contains(method.getName()));
        return rule(
                noClasses()
                        .that()
                        .resideInAnyPackage(ENGINE)
                        .should()
                        .accessTargetWhere(
                                target(owner(name(type))).and(target(named.forSubtype())))
                        .because(reason));
    }

    /// Collectors.toMap with two or three arguments, groupingBy with one or two.
    private static DescribedPredicate<JavaAccess<?>> collectsIntoAHashMapUnasked() {
        return DescribedPredicate.describe(
                "Collectors.toMap or groupingBy without a map supplier",
                access ->
                        access.getTargetOwner().getName().equals("java.util.stream.Collectors")
                                && switch (access.getTarget().getName()) {
                                    case "toMap", "groupingBy" ->
                                            access.getTarget()
                                                            instanceof
                                                            CodeUnitAccessTarget collector
                                                    && collector.getRawParameterTypes().stream()
                                                            .noneMatch(type ->
                                                                    type.isEquivalentTo(
                                                                            Supplier.class));
                                    default -> false;
                                });
    }

    private static DescribedPredicate<JavaClass> outside(String... packages) {
        return DescribedPredicate.not(resideInAnyPackage(packages));
    }

    private static ArchRule none(String room, String reason, String... others) {
        return noClasses()
                .that(resideInAPackage(room))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .because(reason);
    }

    private static List<String> of(String... names) {
        return List.of(names);
    }

    private static DynamicTest rule(ArchRule rule) {
        return DynamicTest.dynamicTest(rule.getDescription(), () -> check(rule));
    }

    /// A room that has no classes yet breaks no rule.
    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CLASSES);
    }
}

package dev.vitrine.ui.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;

import org.junit.jupiter.api.Test;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

class LimitsTest {
    /// Limits of what is entered, not of what is kept.
    private static final Set<String> OF_INPUT =
            Set.of(
                    "workload.ProducerPlan.NAME_CHARS_MAX",
                    "workload.ProducerPlan.RECORD_BYTES_MAX",
                    "workload.ProducerPlan.RECORDS_PER_SECOND_MAX",
                    "workload.ConsumerPlan.NAME_CHARS_MAX",
                    "workload.ConsumerPlan.TOPICS_MAX",
                    "workload.ConsumerPlan.PROCESSING_MS_MAX",
                    "workload.ProducerPlan.KEYS_MAX",
                    "live.ClusterConfig.NODES_MAX");

    @Test
    void everyPublicLimitOfWhatIsKeptIsOnTheAboutPage() {
        JavaClasses classes =
                new ClassFileImporter()
                        .importPackages(
                                "dev.vitrine.history",
                                "dev.vitrine.workload",
                                "dev.vitrine.live",
                                "dev.vitrine.recording");
        TreeSet<String> limits =
                classes.stream()
                        .flatMap(each -> each.getFields().stream())
                        .filter(field ->
                                field.getModifiers().contains(JavaModifier.STATIC)
                                        && field.getModifiers().contains(JavaModifier.PUBLIC)
                                        && field.getName().endsWith("_MAX"))
                        .map(LimitsTest::name)
                        .filter(name -> !OF_INPUT.contains(name))
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(Limits.all())
                .extracting(Limits.Limit::constant)
                .containsExactlyInAnyOrderElementsOf(limits);
    }

    @Test
    void everyLimitSaysWhatHappensBeyond() {
        assertThat(Limits.all())
                .allSatisfy(limit -> {
                    assertThat(limit.most()).isPositive();
                    assertThat(limit.beyond()).isNotBlank();
                });
    }

    private static String name(JavaField field) {
        return field.getOwner().getName().substring("dev.vitrine.".length())
                + "."
                + field.getName();
    }
}

package dev.vitrine;

import dev.vitrine.history.Snapshot;
import dev.vitrine.scenario.Audience;
import dev.vitrine.scenario.FactResult;
import dev.vitrine.scenario.Outcome;
import dev.vitrine.scenario.Question;
import dev.vitrine.scenario.Scenario;
import dev.vitrine.scenario.Verdict;

import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.util.List;
import java.util.OptionalLong;

/// A lesson as a page of text, written as it is played. Nobody answers its questions; it says what
/// the answers proved to be.
final class Page implements Audience {
    private static final int COLUMNS = 92;
    private static final String INDENT = "     ";
    private static final double MS_PER_SECOND = 1_000;

    private final PrintWriter out;
    private final @Nullable Shots shots;

    /// @param shots gets a picture of each step; null for none
    Page(PrintWriter out, @Nullable Shots shots) {
        this.out = out;
        this.shots = shots;
    }

    void open(Scenario scenario, String timings) {
        out.println(scenario.title() + " (" + timings + " timings)");
        wrap("", scenario.summary());
        wrap("", scenario.watchFor());
        out.flush();
    }

    @Override
    public void onChapter(int number, Scenario.Chapter chapter) {
        out.println();
        out.println(number + "  " + chapter.title());
    }

    @Override
    public void onStep(String number, Scenario.Step step) {
        out.println();
        out.println(number);
    }

    @Override
    public void onNarration(String words) {
        wrap(INDENT, words);
    }

    @Override
    public void onAction(String words) {
        wrap(INDENT + "· ", words);
    }

    @Override
    public void onWait(String words) {
        wrap(INDENT + "… ", "waiting for " + words);
    }

    @Override
    public OptionalLong awaitAnswer(Question question) {
        wrap(INDENT + "? ", question.words());
        if (question instanceof Question.OfChoice(String _, List<Question.Choice> choices)) {
            char letter = 'a';
            for (Question.Choice choice : choices) {
                wrap(INDENT + "  " + letter++ + ") ", choice.words());
            }
        }
        return OptionalLong.empty();
    }

    @Override
    public void onVerdict(Verdict verdict) {
        wrap(INDENT + "= ", verdict.words());
    }

    @Override
    public void onFact(FactResult result) {
        if (result.holds()) {
            wrap(INDENT + "✓ ", result.fact().words());
        } else {
            wrap(INDENT + "✗ ", result.fact().words());
            wrap(INDENT + "  ", claim(result) + ", but " + result.found());
        }
    }

    @Override
    public void onExplanation(String words) {
        wrap(INDENT, words);
    }

    @Override
    public void onStepDone(String number, Scenario.Step step, Snapshot snapshot) {
        if (shots != null) {
            shots.take(number, snapshot);
        }
    }

    @Override
    public void onEnd(Outcome outcome) {
        out.println();
        if (outcome.passed()) {
            out.printf(
                    "All %d facts hold, after %.1f s.%n",
                    outcome.facts().size(), outcome.tookMs() / MS_PER_SECOND);
        } else {
            out.printf(
                    "%d of %d facts hold.%n",
                    outcome.facts().size() - outcome.wrong().size(), outcome.facts().size());
        }
        out.flush();
    }

    /// Which fact is wrong, in a line: `Fact 2.3.2 is wrong: "Five …": eventually lost(payments) ==
    /// 4, but lost(payments) is 5`.
    static String wrong(FactResult result) {
        return "Fact "
                + result.fact().id()
                + " is wrong: \""
                + result.fact().words()
                + "\" means "
                + claim(result)
                + ", but "
                + result.found();
    }

    private static String claim(FactResult result) {
        return result.fact().when().word() + " " + result.fact().condition();
    }

    private void wrap(String lead, String text) {
        String blank = " ".repeat(lead.length());
        StringBuilder line = new StringBuilder(lead);
        boolean empty = true;
        for (String word : text.split(" ")) {
            if (!empty && line.length() + 1 + word.length() > COLUMNS) {
                out.println(line);
                line = new StringBuilder(blank);
                empty = true;
            }
            line.append(empty ? "" : " ").append(word);
            empty = false;
        }
        out.println(line);
        out.flush();
    }
}

package dev.vitrine.ui.lens;

import dev.vitrine.event.Event.QuorumRole;
import dev.vitrine.history.QuorumView;
import dev.vitrine.history.QuorumView.Ballot;
import dev.vitrine.history.QuorumView.Member;
import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.NodeView;
import dev.vitrine.history.Subject;
import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Drawing;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.Lettering;
import dev.vitrine.ui.draw.Moment;
import dev.vitrine.ui.draw.Numbers;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.draw.TextMeasure;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Tint;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;

/// The controllers' quorum: who leads it, how far each log reaches, votes as they are cast, and the
/// metadata records in words.
///
/// ```text
/// controller broker 1 · epoch 4
/// VOTERS                 VOTES, NEWEST FIRST    METADATA RECORDS, NEWEST FIRST
/// broker 1 LEADER ▮▮▮▮   2 → 3 granted          57  e4  orders-0 is led by broker 3 …
/// ```
public final class QuorumLens implements Lens {
    /// Votes and records that are drawn; the rest are counted.
    static final int BALLOTS_SHOWN_MAX = 24;

    static final int RECORDS_SHOWN_MAX = 40;

    private static final double ROW = 24;
    private static final double HEAD = 26;
    private static final double NAME = 72;
    private static final double ROLE = 102;
    private static final double PITCH = 8;
    private static final double CELL = 7;
    private static final double CELL_HEIGHT = 12;
    private static final int CELLS = 8;

    /// From here on a member's row says more than where its log ends.
    private static final double WIDE = 230;

    private static final double VOTERS_SHARE = 0.38;
    private static final double VOTES_SHARE = 0.22;

    @Override
    public String id() {
        return "quorum";
    }

    @Override
    public String title() {
        return "Quorum";
    }

    @Override
    public String purpose() {
        return "The controllers: who leads, how far their logs reach, votes and metadata records";
    }

    @Override
    public String inWords(Snapshot snapshot) {
        return "The controller quorum. "
                + state(snapshot)
                + ", "
                + snapshot.insight().quorum().voters().size()
                + " voters";
    }

    private static String state(Snapshot snapshot) {
        QuorumView quorum = snapshot.insight().quorum();
        int voters = quorum.voters().size();
        if (quorum.hasNoMajority()) {
            return "no quorum: " + quorum.votersUp() + " of " + voters + " voters runs";
        }
        if (snapshot.controller().isKnown()) {
            NodeView node = snapshot.node(snapshot.controller().node());
            return (node == null || node.broker() ? "controller broker " : "controller node ")
                    + snapshot.controller().node()
                    + ", epoch "
                    + snapshot.controller().term();
        }
        return "no active controller: an election is on";
    }

    @Override
    public Drawing draw(Moment moment, TextMeasure measure) {
        Page page = new Page(moment, measure);
        QuorumView quorum = moment.snapshot().insight().quorum();
        if (quorum.members().isEmpty()) {
            page.middle("No node has started yet");
            return page.sketch.drawing(moment.width(), moment.height());
        }
        header(page, quorum);
        double width = moment.width() - 2 * Page.MARGIN - 2 * Page.GAP;
        double voters = width * VOTERS_SHARE;
        double votes = width * VOTES_SHARE;
        double top = HEAD + 8;
        double x = Page.MARGIN;
        double bottom = members(page, quorum, x, top, voters);
        x += voters + Page.GAP;
        bottom = Math.max(bottom, ballots(page, quorum.ballots(), x, top, votes));
        x += votes + Page.GAP;
        bottom =
                Math.max(
                        bottom,
                        records(page, quorum.records(), x, top, moment.width() - Page.MARGIN - x));
        return page.sketch.drawing(moment.width(), Math.max(moment.height(), bottom + 8));
    }

    private static void header(Page page, QuorumView quorum) {
        Snapshot snapshot = page.moment.snapshot();
        double y = HEAD / 2 + 2;
        boolean well = snapshot.controller().isKnown() && !quorum.hasNoMajority();
        String state = state(snapshot);
        Ink ink = well ? Ink.TEXT : Ink.DANGER_TEXT;
        double right =
                page.text(Page.MARGIN, y, page.moment.width() / 2, state, Lettering.NAME, ink);
        page.fact(
                "quorum-state",
                Fact.Role.NOTE,
                state,
                well ? "WELL" : "NO_QUORUM",
                state
                        + "\nA record is committed when a majority of the voters has it;"
                        + " so many are needed to elect a leader, too.",
                new Box(Page.MARGIN, y - 9, right - Page.MARGIN, 18),
                snapshot.controller().isKnown()
                        ? new Subject.OfNode(snapshot.controller().node())
                        : null);
        String note =
                quorum.voters().size() / 2
                        + 1
                        + " of "
                        + quorum.voters().size()
                        + " make a majority";
        page.text(
                right + 14, y, page.moment.width() - right - 30, note, Lettering.SMALL, Ink.MUTED);
    }

    // ---- voters and observers
    // --------------------------------------------------------------------

    private static double members(
            Page page, QuorumView quorum, double x, double top, double width) {
        long end = quorum.members().stream().mapToLong(Member::logEndOffset).max().orElse(0);
        double y = top + 6;
        page.heading(x, y, width, "Voters");
        y += 20;
        boolean observers = false;
        for (Member member : quorum.members()) {
            if (!member.voter() && !observers) {
                observers = true;
                page.heading(x, y, width, "Observers");
                y += 20;
            }
            member(page, quorum, member, x, y, width, end);
            y += ROW;
        }
        return y - ROW / 2;
    }

    private static void member(
            Page page,
            QuorumView quorum,
            Member member,
            double x,
            double y,
            double width,
            long end) {
        Snapshot snapshot = page.moment.snapshot();
        NodeView node = snapshot.node(member.node());
        boolean fenced = node != null && node.broker() && node.fenced();
        Subject subject = new Subject.OfNode(member.node());
        Box box = new Box(x - 4, y - ROW / 2 + 1, width, ROW - 2);
        page.mark(box, subject);
        String name = (node == null || node.broker() ? "broker " : "node ") + member.node();
        page.text(x, y, NAME, name, Lettering.STRONG, member.up() ? Ink.TEXT : Ink.MUTED);
        if (fenced) {
            page.sketch.add(
                    new Shape.Icon(
                            Shape.Glyph.LOCK,
                            new Box(x + NAME - 24, y - 7, 14, 14),
                            Tint.of(Ink.WARNING)));
        }
        role(page, member, x + NAME, y);
        double cells = x + NAME + ROLE;
        log(page, member, cells, y, end);
        double text = cells + CELLS * PITCH + 10;
        String where = where(member, quorum, end);
        double room = x + width - text - 4;
        boolean fits = room >= WIDE;
        page.text(text, y, room, fits ? where : brief(member, end), Lettering.MONO, Ink.TEXT);
        page.fact(
                "voter-" + member.node(),
                Fact.Role.BROKER,
                name + " " + word(member) + " " + where,
                member.up() ? member.role().name() : "DOWN",
                tip(name, member, quorum, end, fenced),
                box,
                subject);
    }

    private static String word(Member member) {
        return member.up() ? member.role().name() : "DOWN";
    }

    private static void role(Page page, Member member, double x, double y) {
        String word = word(member);
        switch (member.up() ? member.role() : QuorumRole.UNATTACHED) {
            case LEADER ->
                    page.sketch.badge(
                            x,
                            y,
                            Page.BADGE,
                            word,
                            Lettering.SMALL_STRONG,
                            Ink.ON_CONTROLLER,
                            Tint.of(Ink.CONTROLLER),
                            Tint.of(Ink.CONTROLLER),
                            Shape.Dash.SOLID);
            case CANDIDATE, PROSPECTIVE, RESIGNED ->
                    page.badge(x, y, word, Ink.WARNING_TEXT, Ink.WARNING);
            case FOLLOWER, OBSERVER -> page.badge(x, y, word, Ink.TEXT, Ink.FAINT);
            case UNATTACHED -> page.badge(x, y, word, Ink.MUTED, Ink.FAINT);
        }
    }

    /// The last few offsets of its log: solid what it knows to be committed, open what it does not.
    private static void log(Page page, Member member, double x, double y, long end) {
        if (member.logEndOffset() < 0) {
            return;
        }
        long from = Math.max(0, end - CELLS);
        Ink hue = Ink.hue(1);
        Tint tint = member.up() ? Tint.of(hue) : Tint.of(Ink.FAINT);
        long committed = Math.min(member.highWatermark(), member.logEndOffset());
        cells(page, x, y, from, from, committed, Shape.Look.SOLID, tint);
        cells(
                page,
                x,
                y,
                from,
                Math.max(from, committed),
                member.logEndOffset(),
                Shape.Look.OPEN,
                tint);
    }

    private static void cells(
            Page page,
            double x,
            double y,
            long from,
            long first,
            long end,
            Shape.Look look,
            Tint tint) {
        int count = (int) (end - first);
        if (count > 0) {
            Box cell = new Box(x + (first - from) * PITCH, y - CELL_HEIGHT / 2, CELL, CELL_HEIGHT);
            page.sketch.add(new Shape.Cells(cell, PITCH, count, look, tint, Page.GROUND));
        }
    }

    private static String where(Member member, QuorumView quorum, long end) {
        if (member.logEndOffset() < 0) {
            return "not told yet";
        }
        long behind = end - member.logEndOffset();
        String applied =
                member.voter() || member.appliedOffset() < 0
                        ? ""
                        : ", applied " + Numbers.grouped(member.appliedOffset());
        return "end "
                + Numbers.grouped(member.logEndOffset())
                + " hw "
                + Numbers.grouped(Math.max(0, member.highWatermark()))
                + applied
                + (behind > 0 ? ", " + Numbers.grouped(behind) + " behind" : "");
    }

    private static String brief(Member member, long end) {
        if (member.logEndOffset() < 0) {
            return "";
        }
        long behind = end - member.logEndOffset();
        return "end "
                + Numbers.grouped(member.logEndOffset())
                + (behind > 0 ? " −" + Numbers.grouped(behind) : "");
    }

    private static String tip(
            String name, Member member, QuorumView quorum, long end, boolean fenced) {
        StringBuilder tip = new StringBuilder(name);
        tip.append(member.up() ? ": " + member.role().name().toLowerCase(Locale.ROOT) : ": down");
        tip.append(", epoch ").append(member.term());
        if (!member.why().isEmpty()) {
            tip.append("\nBecause ").append(member.why());
        }
        if (fenced) {
            tip.append("\nFenced: the controller keeps it from leading partitions");
        }
        if (member.logEndOffset() < 0) {
            return tip.append("\nIt has not told of its log yet").toString();
        }
        tip.append("\nMetadata log end ").append(Numbers.grouped(member.logEndOffset()));
        tip.append(", high watermark ")
                .append(Numbers.grouped(Math.max(0, member.highWatermark())));
        if (member.appliedOffset() >= 0) {
            tip.append(", applied up to offset ").append(Numbers.grouped(member.appliedOffset()));
        }
        long behind = end - member.logEndOffset();
        tip.append("\n")
                .append(
                        behind > 0
                                ? Numbers.grouped(behind) + " records behind"
                                : "Nothing behind");
        if (member.node() != quorum.leader()) {
            tip.append(
                    member.leaderKnows() < 0
                            ? "\nThe leader has not heard from it in this epoch"
                            : "\nThe leader knows that it has all before offset "
                                    + Numbers.grouped(member.leaderKnows()));
        }
        return tip.toString();
    }

    // ---- votes
    // -----------------------------------------------------------------------------------

    private static double ballots(
            Page page, List<Ballot> ballots, double x, double top, double width) {
        double y = top + 6;
        page.heading(x, y, width, "Votes, newest first");
        y += 20;
        if (ballots.isEmpty()) {
            page.text(x, y, width, "none yet", Lettering.SMALL, Ink.MUTED);
            return y + ROW / 2;
        }
        int shown = Math.min(ballots.size(), BALLOTS_SHOWN_MAX);
        for (int i = 0; i < shown; i++) {
            int index = ballots.size() - 1 - i;
            ballot(page, ballots.get(index), i, x, y, width);
            y += ROW;
        }
        return more(page, ballots.size() - shown, x, y, width);
    }

    private static void ballot(
            Page page, Ballot ballot, int row, double x, double y, double width) {
        String word = ballot.granted() ? "granted" : "refused";
        double badge = page.badgeWidth(word);
        String text =
                "epoch "
                        + ballot.term()
                        + (ballot.preVote() ? " pre-vote " : " vote ")
                        + ballot.voter()
                        + " → "
                        + ballot.candidate();
        page.badge(
                x,
                y,
                word,
                ballot.granted() ? Ink.GOOD_TEXT : Ink.WARNING_TEXT,
                ballot.granted() ? Ink.GOOD : Ink.WARNING);
        page.text(x + badge + 8, y, width - badge - 8, text, Lettering.SMALL, Ink.TEXT);
        page.fact(
                "vote-" + row,
                Fact.Role.NOTE,
                text + " " + word,
                word.toUpperCase(Locale.ROOT),
                "Node "
                        + ballot.candidate()
                        + (ballot.preVote()
                                ? " asked whether it would be voted for in epoch "
                                : " asked for votes in epoch ")
                        + ballot.term()
                        + "\nNode "
                        + ballot.voter()
                        + " "
                        + word
                        + " it, "
                        + Numbers.duration(page.moment.nowMs() - ballot.atMs())
                        + " ago",
                new Box(x - 4, y - ROW / 2 + 1, width, ROW - 2),
                new Subject.OfNode(ballot.candidate()));
    }

    // ---- records
    // ---------------------------------------------------------------------------------

    private static double records(
            Page page, List<QuorumView.Record> records, double x, double top, double width) {
        double y = top + 6;
        page.heading(x, y, width, "Metadata records, newest first");
        y += 20;
        if (records.isEmpty()) {
            page.text(x, y, width, "none committed yet", Lettering.SMALL, Ink.MUTED);
            return y + ROW / 2;
        }
        int shown = Math.min(records.size(), RECORDS_SHOWN_MAX);
        for (int i = 0; i < shown; i++) {
            record(page, records.get(records.size() - 1 - i), x, y, width);
            y += ROW;
        }
        return more(page, records.size() - shown, x, y, width);
    }

    private static void record(
            Page page, QuorumView.Record record, double x, double y, double width) {
        @Nullable Subject about = Page.selectable(record.about());
        Box box = new Box(x - 4, y - ROW / 2 + 1, width + 4, ROW - 2);
        page.mark(box, about);
        String offset = Numbers.grouped(record.offset());
        page.text(x, y, 48, offset, Lettering.MONO, Ink.TEXT);
        page.text(x + 50, y, 26, "e" + record.term(), Lettering.MONO, Ink.MUTED);
        double words = x + 80;
        double typeWidth = page.sketch.width(record.type(), Lettering.SMALL);
        boolean roomForType = width > 420;
        double right = x + width - (roomForType ? typeWidth + 12 : 4);
        page.text(words, y, right - words, record.words(), Lettering.BODY, Ink.TEXT);
        if (roomForType) {
            page.sketch.labelRight(
                    x + width - 4, y, record.type(), Lettering.SMALL, Ink.MUTED, Page.GROUND);
        }
        page.fact(
                "record-" + record.offset(),
                Fact.Role.NOTE,
                offset + " " + record.words(),
                record.type(),
                record.type()
                        + " at offset "
                        + offset
                        + ", epoch "
                        + record.term()
                        + "\n"
                        + record.words()
                        + "\nApplied "
                        + Numbers.duration(page.moment.nowMs() - record.atMs())
                        + " ago. Click to select what it changed.",
                box,
                about);
    }

    private static double more(Page page, int more, double x, double y, double width) {
        if (more > 0) {
            page.text(x, y, width, more + " older ones", Lettering.SMALL, Ink.MUTED);
            return y + ROW / 2;
        }
        return y - ROW / 2;
    }
}

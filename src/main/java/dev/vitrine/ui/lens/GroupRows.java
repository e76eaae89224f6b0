package dev.vitrine.ui.lens;

import dev.vitrine.history.GroupPast;
import dev.vitrine.history.GroupPast.Hold;
import dev.vitrine.history.GroupPast.MemberPast;
import dev.vitrine.history.TopicPartition;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// A group's past, sorted for a picture: a row for each member, a lane for each partition.
///
/// A member that came back under another id after it had left goes on in its row.
///
/// @param past what it is sorted from
/// @param rows in the order in which the members joined
/// @param ids all partitions that anybody had or the group reads, in order
/// @param rowOf the number of a member's row, by member id
/// @param holds of each row and, last, of nobody, in the order of their ends, those that last at
///   the end
/// @param open of each row and, last, of nobody: those that last
/// @param lastEnded the newest hold of each partition that is over
record GroupRows(
        GroupPast past,
        List<Row> rows,
        List<TopicPartition> ids,
        Map<String, Integer> rowOf,
        List<List<Hold>> holds,
        List<List<Hold>> open,
        Map<TopicPartition, Hold> lastEnded) {

    /// @param members who were there one after the other, at least one
    record Row(List<MemberPast> members) {
        MemberPast last() {
            return members.getLast();
        }

        /// Whether any of them was there between two moments.
        boolean wasHere(long fromMs, long toMs) {
            return members.stream()
                    .anyMatch(member ->
                            (member.isHere() || member.leftMs() >= fromMs)
                                    && member.joinedMs() <= toMs);
        }
    }

    static GroupRows of(GroupPast past) {
        List<List<MemberPast>> rows = new ArrayList<>();
        Map<String, Integer> rowOf = new TreeMap<>();
        for (MemberPast member : past.members()) {
            int row = rowThatGoesOn(rows, member);
            if (row < 0) {
                row = rows.size();
                rows.add(new ArrayList<>());
            }
            rows.get(row).add(member);
            rowOf.put(member.memberId(), row);
        }
        List<List<Hold>> holds = new ArrayList<>();
        for (int i = 0; i <= rows.size(); i++) {
            holds.add(new ArrayList<>());
        }
        TreeSet<TopicPartition> ids = new TreeSet<>();
        for (List<Hold> some : List.of(past.ended(), past.open())) {
            for (Hold hold : some) {
                ids.add(hold.id());
                // A member that is no longer remembered has no row.
                int row =
                        hold.memberId().isEmpty()
                                ? rows.size()
                                : rowOf.getOrDefault(hold.memberId(), -1);
                if (row >= 0) {
                    holds.get(row).add(hold);
                }
            }
        }
        Map<TopicPartition, Hold> lastEnded = new TreeMap<>();
        past.ended().forEach(hold -> lastEnded.put(hold.id(), hold));
        return new GroupRows(
                past,
                rows.stream().map(Row::new).toList(),
                List.copyOf(ids),
                rowOf,
                holds,
                holds.stream().map(its -> its.stream().filter(Hold::isOpen).toList()).toList(),
                lastEnded);
    }

    private static int rowThatGoesOn(List<List<MemberPast>> rows, MemberPast member) {
        for (int i = 0; i < rows.size(); i++) {
            MemberPast last = rows.get(i).getLast();
            if (last.name().equals(member.name())
                    && !last.isHere()
                    && last.leftMs() <= member.joinedMs()) {
                return i;
            }
        }
        return -1;
    }

    /// Those of nobody.
    int nobody() {
        return rows.size();
    }
}

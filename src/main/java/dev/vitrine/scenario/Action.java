package dev.vitrine.scenario;

import dev.vitrine.fault.TimeDeed;
import dev.vitrine.workload.ConsumerPlan;
import dev.vitrine.workload.ProducerPlan;

/// Something that a step does.
public sealed interface Action {
    /// As a line of text for a person.
    String words();

    record CreateTopic(Scenario.TopicPlan topic) implements Action {
        @Override
        public String words() {
            return "create topic " + topic.name();
        }
    }

    record StartProducer(ProducerPlan plan) implements Action {
        @Override
        public String words() {
            return "start producer "
                    + plan.name()
                    + " on "
                    + plan.topic()
                    + ", acks="
                    + plan.acks();
        }
    }

    record StartConsumer(ConsumerPlan plan) implements Action {
        @Override
        public String words() {
            String group = plan.group().isEmpty() ? "" : " in group " + plan.group();
            return "start consumer "
                    + plan.name()
                    + " on "
                    + String.join(", ", plan.topics())
                    + group;
        }
    }

    record StopClient(String client) implements Action {
        @Override
        public String words() {
            return "stop " + client;
        }
    }

    record Send(String producer, int records) implements Action {
        @Override
        public String words() {
            return producer + " sends " + records + (records == 1 ? " record" : " records");
        }
    }

    /// A fault in the scenario's words. Where a number of a node may stand, so may an expression:
    /// its value takes the place, each of its values in turn when it is a set.
    record Break(FaultTemplate template) implements Action {
        @Override
        public String words() {
            return template.toString();
        }
    }

    /// What is done to the cluster's time.
    record Time(TimeDeed deed) implements Action {
        @Override
        public String words() {
            return deed.words();
        }
    }
}

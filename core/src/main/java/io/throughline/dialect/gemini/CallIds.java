package io.throughline.dialect.gemini;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.Quirk;

/** Whether calls and results carry ids, or belong together by their names and order alone. */
enum CallIds {
    SENT {
        @Override
        void put(String id, ObjectNode to) {
            if (!id.isEmpty()) {
                to.put("id", id);
            }
        }
    },
    LEFT_OUT {
        @Override
        void put(String id, ObjectNode to) {
            // results stand in the order of the calls anyway
        }
    };

    static CallIds of(Destination to) {
        return to.has(Quirk.NO_CALL_IDS) ? LEFT_OUT : SENT;
    }

    abstract void put(String id, ObjectNode to);
}

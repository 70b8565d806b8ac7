/** Agents and their versions, and what an application tells of them that is no call: runtime events, placed in the calls' traces. */
@NullMarked
package io.throughline.agent;

import org.jspecify.annotations.NullMarked;

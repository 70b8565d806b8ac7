// Reads answers with the model providers of npm's "ai". A line in is {"base", "model", "dialect", "streamed"}; a line out is what was read.
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { createInterface } from 'node:readline';

const prompt = [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }];

function model({ base, model, dialect }) {
  const openai = createOpenAI({ baseURL: `${base}/v1`, apiKey: 'anything' });
  switch (dialect) {
    case 'openai-chat':
      return openai.chat(model);
    case 'openai-responses':
      return openai.responses(model);
    default:
      return createAnthropic({ baseURL: `${base}/v1`, apiKey: 'anything' })(model);
  }
}

async function read(asked) {
  const target = model(asked);
  const answer = { text: '', reasoning: '', calls: [], finish: '', usage: null, failed: false };
  const take = (part) => {
    if (part.type === 'text') answer.text += part.text;
    if (part.type === 'text-delta') answer.text += part.delta;
    if (part.type === 'reasoning') answer.reasoning += part.text;
    if (part.type === 'reasoning-delta') answer.reasoning += part.delta;
    if (part.type === 'tool-call') answer.calls.push({ name: part.toolName, input: part.input });
    if (part.type === 'error') throw part.error;
    if (part.finishReason) {
      answer.finish = part.finishReason.unified ?? part.finishReason;
      answer.usage = part.usage;
    }
  };
  if (asked.streamed) {
    const { stream } = await target.doStream({ prompt });
    for await (const part of stream) take(part);
  } else {
    const result = await target.doGenerate({ prompt });
    result.content.forEach(take);
    take({ type: 'finish', finishReason: result.finishReason, usage: result.usage });
  }
  return answer;
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = await read(JSON.parse(line));
  } catch (error) {
    answer = { failed: true, problem: String(error?.message ?? JSON.stringify(error)) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

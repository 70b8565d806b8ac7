#!/bin/sh
curl -sSN "$THROUGHLINE_URL/v1/chat/completions" -H "Content-Type: application/json" -H "X-Agent-Name: curl" -d '{
  "model": "echo/echo", "stream": true,
  "messages": [{"role": "user", "content": "Greetings from curl"}]
}'

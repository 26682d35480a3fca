"""What a person writes: `@client`, contexts, effects, declared errors."""

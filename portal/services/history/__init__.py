"""The activity trail: written, read by people, handed to the firm's backend."""

"""The record of access: who signed in, looked, exported, or changed a way to sign in."""

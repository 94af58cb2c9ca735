"""The realtime server: live updates for the desk and the portal, over socket.io protocol 4."""

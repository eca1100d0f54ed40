"""What the distributed bus consists of on the broker's side; `shared/bus/rabbit.py` is the bus."""

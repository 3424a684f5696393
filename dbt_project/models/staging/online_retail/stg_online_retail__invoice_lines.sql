{{ typed('online_retail') }}
